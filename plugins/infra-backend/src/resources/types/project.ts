import { namespaceName } from '@bailiwick/backstage-plugin-infra-common';
import type { BuiltInResourceType } from '@bailiwick/backstage-plugin-infra-node';

const SLA_TYPES = ['bronze', 'silver', 'gold'] as const;
const PERFORMANCE_TIERS = ['regular', 'high_performance'] as const;

type SlaType = (typeof SLA_TYPES)[number];
type PerformanceTier = (typeof PERFORMANCE_TIERS)[number];

const COSTS = {
  bronze: { regular: { cpu: 2, ramGb: 4 }, high_performance: { cpu: 4, ramGb: 8 } },
  silver: { regular: { cpu: 4, ramGb: 16 }, high_performance: { cpu: 8, ramGb: 32 } },
  gold: { regular: { cpu: 8, ramGb: 32 }, high_performance: { cpu: 16, ramGb: 64 } },
};

/** A Kubernetes namespace with a resource quota that follows from its service level. */
export const projectType: BuiltInResourceType = {
  name: 'project',
  title: 'Project',
  description: 'A Kubernetes namespace with its own share of cores and memory',
  documentation: [
    'A project is a namespace of your team in the cluster of a site. What it takes from the quota:',
    '',
    '| service level | regular | high performance |',
    '| --- | --- | --- |',
    ...SLA_TYPES.map(
      sla =>
        `| ${sla} | ${PERFORMANCE_TIERS.map(tier => `${COSTS[sla][tier].cpu} cores, ${COSTS[sla][tier].ramGb} GiB`).join(' | ')} |`,
    ),
    '',
    'High performance needs a field with such servers at the site.',
  ].join('\n'),
  labels: { platform: 'kubernetes' },
  provisioner: 'gitops',
  parents: [],
  siteRequired: true,
  version: '1',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['slaType', 'performanceTier'],
    properties: {
      slaType: {
        type: 'string',
        title: 'Service level',
        description: 'Decides how many cores and how much memory the namespace gets.',
        enum: [...SLA_TYPES],
        default: 'bronze',
      },
      performanceTier: {
        type: 'string',
        title: 'Performance',
        description: 'High performance takes twice as much of the quota.',
        enum: [...PERFORMANCE_TIERS],
        default: 'regular',
      },
    },
  },
  cost: ({ variables }) =>
    COSTS[variables.slaType as SlaType][variables.performanceTier as PerformanceTier],
  externalName: ({ unit, name }) => namespaceName(unit.slug, name),
  requiredTier: ({ variables }) =>
    variables.performanceTier === 'high_performance' ? 'high_performance' : undefined,
};
