import type {
  Batch,
  BatchItem,
  Blueprint,
  Deployment,
  ResourceType,
  Schedule,
  Variables,
  Workflow,
  WorkflowStep,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import { idOf } from './ids';
import type { OrgUnit } from './organisation';

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

export const sketchStep = (
  number: number,
  name: string,
  rest: Partial<WorkflowStep> = {},
): WorkflowStep => ({
  resourceId: idOf(4, number),
  name,
  type: 'network',
  after: [],
  status: 'waiting',
  resource: { state: 'provision', status: 'pending' },
  ...rest,
});

/** A workflow that creates a machine on a network, with the lead's rights. */
export const sketchWorkflow = (
  number: number,
  team: OrgUnit,
  rest: Partial<Workflow> = {},
): Workflow => ({
  id: idOf(9, number),
  kind: 'create',
  status: 'active',
  title: 'shop',
  unitId: team.unit.id,
  blueprint: 'pair',
  requestedBy: 'user:default/tess',
  createdAt: ago(300 * number),
  steps: [
    sketchStep(202, 'shop-vm', { type: 'vm', after: [idOf(4, 201)] }),
    sketchStep(201, 'shop-net', {
      status: 'in_progress',
      resource: { state: 'provision', status: 'in_progress' },
    }),
  ],
  allowedActions: [
    { action: 'resume', allowed: false, reason: 'A workflow that is active cannot be resumed' },
    { action: 'cancel', allowed: true },
  ],
  ...rest,
});

/** Code on its way to a service: built, and asked about. */
export const sketchDeployment = (
  resource: Pick<Resource, 'id' | 'name' | 'type'>,
  rest: Partial<Deployment> = {},
): Deployment => ({
  ...{ resourceId: resource.id, name: resource.name, type: resource.type },
  source: {
    ...{ repository: 'https://git.example/apps/shop', ref: 'main', folder: 'api' },
    ...{ commit: 'c0ffee'.repeat(7).slice(0, 40), dockerfile: 'Dockerfile' },
  },
  check: { path: '/health', statusFrom: 200, statusTo: 399, timeoutSeconds: 180 },
  image: `registry.example/shop@sha256:${'d'.repeat(64)}`,
  stages: [
    { name: 'build', status: 'done', runId: idOf(5, 501) },
    {
      ...{ name: 'deploy', status: 'approval_pending' },
      ...{ runId: idOf(5, 502), approvalId: idOf(6, 601) },
    },
    { name: 'validate', status: 'waiting' },
    { name: 'report', status: 'waiting' },
  ],
  ...rest,
});

export function sketchBatch(
  number: number,
  items: readonly BatchItem[],
  rest: Partial<Batch> = {},
): Batch {
  const count = (status: BatchItem['status']) =>
    items.filter(item => item.status === status).length;
  return {
    id: idOf(10, number),
    action: 'apply',
    requestedBy: 'user:default/tess',
    createdAt: ago(120 * number),
    counts: { waiting: count('waiting'), done: count('done'), refused: count('refused') },
    items: [...items],
    ...rest,
  };
}

export const sketchSchedule = (
  number: number,
  resource: Resource,
  rest: Partial<Schedule> = {},
): Schedule => ({
  id: idOf(11, number),
  name: 'Nightly plan',
  resource: { id: resource.id, name: resource.name, type: resource.type },
  unitName: resource.unitName,
  action: 'plan',
  cron: '0 2 * * *',
  timezone: 'Europe/Amsterdam',
  enabled: true,
  owner: 'user:default/tess',
  nextDueAt: new Date(Date.now() + 3_600_000 * number).toISOString(),
  refusals: 0,
  allowedActions: (['change', 'disable', 'delete'] as const).map(action => ({
    action,
    allowed: true,
  })),
  revision: 1,
  createdAt: ago(86_400),
  updatedAt: ago(86_400),
  ...rest,
});

const moduleType = (
  name: string,
  title: string,
  parents: string[],
  properties: Record<string, Variables>,
  outputs: string[],
  required: string[] = [],
): ResourceType => ({
  ...{ name, title, parents, labels: {}, provisioner: 'opentofu', siteRequired: false },
  usesIntegrations: true,
  builtIn: false,
  revision: 1,
  versions: [
    {
      ...{ version: '1.0.0', lifecycle: 'active' },
      outputs: outputs.map(output => ({ name: output, sensitive: false })),
      schema: { type: 'object', additionalProperties: false, properties, required },
    },
  ],
});

/** A network, a machine on it, and a record of the machine. */
export const wiredTypes = (): ResourceType[] => [
  moduleType(
    'network',
    'Network',
    [],
    { base: { type: 'string', title: 'First address' } },
    ['subnetId'],
    ['base'],
  ),
  moduleType(
    'vm',
    'Virtual machine',
    ['network'],
    {
      cpu: { type: 'integer', title: 'Cores', minimum: 1, default: 2 },
      subnet: { type: 'string', title: 'Subnet', from: 'network.subnetId' },
    },
    ['address'],
  ),
  moduleType(
    'record',
    'DNS record',
    ['vm'],
    {
      host: { type: 'string', title: 'Host' },
      address: { type: 'string', title: 'Address', from: 'vm.address' },
    },
    [],
    ['host'],
  ),
];

/** A machine on a network. */
export const sketchBlueprint = (rest: Partial<Blueprint> = {}): Blueprint => ({
  name: 'pair',
  title: 'Machine on a network',
  description: 'A network and a machine on it.',
  inputs: [{ name: 'cores', title: 'Cores', type: 'integer', default: 2 }],
  nodes: [
    { key: 'net', type: 'network', variables: { base: '10.0.0.0' }, parents: [] },
    { key: 'vm', type: 'vm', variables: { cpu: { $input: 'cores' } }, parents: ['net'] },
  ],
  revision: 3,
  createdBy: 'user:default/ada',
  createdAt: ago(86_400),
  updatedAt: ago(3_600),
  ...rest,
});
