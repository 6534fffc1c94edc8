/** Groups of pages. */
export const navigationMessages = {
  navigation: {
    within: 'Pages of {{group}}',
    overview: 'Overview',
    resources: 'Resources',
    request: 'Request',
    approvals: 'Approvals',
    quota: 'Quota',
    platform: 'Platform',
    organisation: 'Organisation',
  },
} as const;
