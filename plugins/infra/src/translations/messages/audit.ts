/** The audit trail, of everything and of one resource. */
export const auditMessages = {
  audit: {
    title: 'Audit',
    subtitle: 'Who changed what, and when. Entries are only ever added.',
    list: 'Audit trail, the newest first',
    none: {
      all: 'Nothing was recorded yet',
      allHint: 'You see what happened to the units and resources that you may read.',
      filtered: 'No entry fits these filters',
    },
    filter: {
      who: 'Who, such as tess',
      event: 'What, such as resource-deleted',
      kind: 'About',
      anyKind: 'Anything',
      from: 'From day',
      to: 'To day',
    },
    column: {
      event: 'What',
      subject: 'About',
      actor: 'Who',
      time: 'When',
      change: 'Before and after',
    },
    kind: {
      resource: 'Resource',
      unit: 'Unit',
      quota: 'Quota',
      roleBinding: 'Role',
      resourceType: 'Resource type',
      integration: 'Integration',
      secret: 'Secret',
      server: 'Server',
      inventory: 'Inventory',
      argocd: 'Argo CD application',
    },
    before: 'Before:',
    after: 'After:',
    noChange: 'no change of data',
  },
} as const;
