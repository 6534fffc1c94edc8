/** The overview, and what of it stands on the home page. */
export const infrastructureMessages = {
  overview: {
    title: 'Overview',
    subtitle: 'What waits for you, how much is left, and what happened.',
    waiting: {
      title: 'Waiting for you',
      none: {
        title: 'Nothing waits for you',
        hint: 'Approvals, failures and what is about to expire show up here.',
      },
      list: 'What waits for you',
      approval: 'To be decided by you',
      expiring: 'Expires {{when}}',
    },
    recent: {
      title: 'Recent activity',
      none: { title: 'Nothing has happened yet', hint: 'It begins with a first request.' },
      all: 'All resources',
    },
    compliance: {
      title: 'Versions and health',
      list: 'Resources by type, with the versions that they are on',
      none: 'There are no resources yet.',
      type: 'Type',
      resources: 'Resources',
      active: 'Current',
      deprecated: 'Deprecated',
      ended: 'Ended',
      drifted: 'Drifted',
      stale: 'Outdated',
      failed: 'Failed',
    },
    quota: {
      title: 'Your quota',
      none: 'No unit of yours has quota yet.',
      more: 'Allocations',
      at: '{{unit}} at {{site}}',
      budget: '{{unit}}, all that it spends',
    },
  },
} as const;
