/** Tabs and cards of catalog entities, and fields of templates. */
export const entityMessages = {
  entity: {
    resources: {
      none: {
        title: 'No resource of this entity',
        hint: 'What it depends on is not provided by Bailiwick, or you may not read it.',
      },
      showLog: 'Show the log',
      hideLog: 'Hide the log',
    },
    allocation: {
      none: {
        title: 'Not a unit',
        hint: 'This group does not stand for a unit of the organisation.',
      },
    },
    card: {
      quota: 'Quota',
      resource: 'Infrastructure',
      lastRun: 'Last run',
      argocd: 'Argo CD',
      none: 'There is none yet.',
      more: 'Details',
    },
  },
  template: {
    team: 'Team',
    preview: 'What it takes',
    noType: 'The template names no resource type: set ui:options.type',
  },
} as const;
