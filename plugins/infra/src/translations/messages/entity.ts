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
    repository: {
      title: 'Repository',
      host: 'Git host',
      owner: 'Owner',
      ownerHint: 'An organisation on the git host, or your account there',
      name: 'Repository name',
      noHost: 'No git host is configured: add one to integrations.github of the portal',
    },
    team: 'Team',
    preview: 'What it takes',
    typeFirst: 'Choose what you want first',
    cloud: 'Cloud',
    cloudService: 'Service',
    cloudFirst: 'Choose a cloud first',
    repositoryFirst: 'Name a repository first',
    noType: 'The template names no resource type: set ui:options.type',
  },
} as const;
