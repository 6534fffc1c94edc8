import {
  type AuditEntry,
  type LifecycleFacts,
  listActions,
  type LogLine,
  namespaceName,
  type Position,
  type Resource,
  type ResourceType,
  type Revision,
  type Run,
} from '@bailiwick/backstage-plugin-infra-common';
import { idOf } from './ids';
import type { OrgUnit, Organisation } from './organisation';

export const projectType: ResourceType = {
  name: 'project',
  title: 'Project',
  description: 'A Kubernetes namespace with a quota of its own',
  documentation: 'A **project** is a namespace in the cluster of the site.',
  labels: {},
  provisioner: 'gitops',
  usesIntegrations: false,
  parents: [],
  siteRequired: true,
  builtIn: true,
  revision: 0,
  versions: [
    {
      version: '1.0.0',
      lifecycle: 'active',
      schema: {
        type: 'object',
        required: ['slaType', 'performanceTier'],
        additionalProperties: false,
        properties: {
          slaType: {
            type: 'string',
            title: 'Service level',
            enum: ['bronze', 'silver', 'gold'],
            default: 'bronze',
          },
          performanceTier: {
            type: 'string',
            title: 'Performance tier',
            enum: ['regular', 'high_performance'],
            default: 'regular',
          },
        },
      },
    },
  ],
};

export const mayDoAll: LifecycleFacts = {
  mayAct: true,
  mayApprove: false,
  canPlan: false,
  canUpdate: false,
  missingParents: [],
  livingChildren: [],
  hasPendingChange: false,
  hasExpiry: false,
  isLocked: false,
};

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

interface ResourceSketch {
  number: number;
  name: string;
  team: OrgUnit;
  position: Position;
  facts?: Partial<LifecycleFacts>;
  rest?: Partial<Resource>;
}

/** A project as the backend would answer it. */
export function sketchResource({
  number,
  name,
  team,
  position,
  facts,
  rest,
}: ResourceSketch): Resource {
  const id = idOf(4, number);
  const externalName = namespaceName(team.unit.slug, name);
  return {
    id,
    name,
    type: 'project',
    version: '1.0.0',
    unitId: team.unit.id,
    unitName: team.unit.name,
    site: 'ams1',
    externalName,
    ...position,
    variables: { slaType: 'bronze', performanceTier: 'regular' },
    outputs: position.state === 'provisioned' ? { namespace: externalName } : {},
    cost: { cpu: 2, ramGb: 4 },
    reservation: position.state === 'provisioned' ? 'committed' : 'held',
    parents: [],
    children: [],
    revision: 1,
    lastRunId: idOf(5, number),
    requestedBy: 'user:default/tess',
    createdAt: ago(7200 * number),
    updatedAt: ago(600 * number),
    allowedActions: listActions(position, { ...mayDoAll, ...facts }),
    labels: {},
    entityRef: `resource:default/${externalName}`,
    links: [],
    ...rest,
  };
}

export function sketchRun(resource: Resource, number: number, rest: Partial<Run> = {}): Run {
  return {
    id: idOf(5, number),
    resourceId: resource.id,
    kind: 'apply',
    status: 'done',
    phase: 'outputs',
    attempt: 1,
    requestedBy: 'user:default/tess',
    createdAt: ago(95),
    startedAt: ago(90),
    finishedAt: ago(60),
    commit: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
    ...rest,
  };
}

export const sketchLine = (seq: number, text: string, rest: Partial<LogLine> = {}): LogLine => ({
  seq,
  time: ago(90 - seq),
  phase: 'apply',
  stream: 'stdout',
  text,
  ...rest,
});

export function demoResources(org: Organisation) {
  const teams = [...org.units.values()].filter(({ unit }) => unit.kind === 'team');
  if (teams.length === 0)
    return { resources: [], runs: [], logs: new Map<string, LogLine[]>(), audit: [] };
  const [checkout, risk = checkout] = teams;
  const resources = [
    sketchResource({
      number: 1,
      name: 'web',
      team: checkout,
      position: { state: 'provisioned', status: 'done' },
      rest: { links: [{ title: 'Argo CD', url: 'http://127.0.0.1:7100/argocd' }] },
    }),
    sketchResource({
      number: 2,
      name: 'batch',
      team: checkout,
      position: { state: 'provision', status: 'in_progress' },
    }),
    sketchResource({
      number: 3,
      name: 'scoring',
      team: risk,
      position: { state: 'provision', status: 'error' },
      rest: {
        statusReason: 'Argo CD did not become healthy within 5 minutes',
        reservation: 'released',
      },
    }),
  ];
  const [web, batch, scoring] = resources;
  const runs = [
    sketchRun(web, 1),
    sketchRun(batch, 2, {
      status: 'in_progress',
      phase: 'sync',
      startedAt: ago(20),
      createdAt: ago(22),
      finishedAt: undefined,
    }),
    sketchRun(scoring, 3, {
      status: 'error',
      error: 'Argo CD did not become healthy within 5 minutes',
    }),
  ];
  const logs = new Map(
    runs.map(run => [
      run.id,
      [
        sketchLine(1, 'Reading the values file', { phase: 'checkout' }),
        sketchLine(2, 'Committed a1b2c3d', { phase: 'push' }),
        sketchLine(3, 'Waiting for Argo CD', { phase: 'sync', stream: 'system' }),
      ],
    ]),
  );
  const audit: AuditEntry[] = [
    {
      id: 'audit-1',
      time: ago(7200),
      event: 'resource-request',
      actor: 'user:default/tess',
      subject: { kind: 'resource', id: web.id },
      after: { name: 'web', slaType: 'bronze' },
    },
  ];
  return { resources, runs, logs, audit };
}

/** A resource as it was decided upon once. */
export const sketchRevision = (
  resource: Resource,
  revision: number,
  rest: Partial<Revision> = {},
): Revision => ({
  revision,
  version: resource.version,
  variables: resource.variables,
  cost: resource.cost,
  parents: [],
  integrations: [],
  requestedBy: 'user:default/tess',
  createdAt: ago(86_400 * (10 - revision)),
  ...rest,
});
