import {
  idOf,
  projectType,
  sketchApproval,
  sketchAuthMethod,
  sketchBatch,
  sketchBlueprint,
  sketchCloud,
  sketchIntegration,
  sketchMirror,
  sketchPlan,
  sketchRevision,
  sketchRun,
  sketchSchedule,
  sketchSecret,
  sketchStep,
  sketchWorkflow,
  wiredTypes,
  sketchWorkspace,
  type World,
} from '../src/__testUtils__';

/** What units may and do spend a month, in cents. */
const BUDGETS = [
  ['Commerce', 500_000, 0],
  ['Payments', 120_000, 0],
  ['Checkout', 80_000, 62_550],
  ['Risk', 20_000, 20_000],
  ['Storefront', 40_000, 0],
  ['Catalogue', 0, 0],
  ['Streams', null, 4_499],
] as const;

/** Puts something on the pages that begin empty in tests. */
export function furnish(world: World): void {
  const [web, batch] = world.resources;
  if (!web || !batch) return;
  const approval = sketchApproval(web, 1, {
    kind: 'change',
    escalated: true,
    before: { slaType: 'bronze', performanceTier: 'regular' },
    variables: { slaType: 'gold', performanceTier: 'regular' },
    cost: { cpu: 8, ramGb: 32, monthlyCost: 18_000 },
    costBefore: { cpu: 2, ramGb: 4, monthlyCost: 4_550 },
    policies: [
      { name: 'Named after its team', passed: true },
      { name: 'No public address', passed: false, message: 'Remove the public address' },
    ],
  });
  world.approvals = [approval, sketchApproval(batch, 2, { needsInformation: true })];
  const run = sketchRun(web, 101, { kind: 'plan', phase: 'plan' });
  world.runs = [run, ...world.runs];
  for (const one of world.approvals) {
    if (one.planRunId) world.plans.set(one.planRunId, sketchPlan(one));
  }
  const related = { type: 'network', id: idOf(4, 90), name: 'checkout-net' };
  world.resources = world.resources.map(one =>
    one.id === web.id
      ? {
          ...one,
          approvalId: approval.id,
          stale: true,
          parents: [related],
          children: [{ type: 'record', id: idOf(4, 91), name: 'web-record' }],
        }
      : one,
  );
  world.revisions.set(web.id, [
    sketchRevision(web, 2, { variables: { slaType: 'silver' } }),
    sketchRevision(web, 1),
  ]);
  world.states.set(web.id, {
    versions: [{ version: 1, serial: 1, size: 2048, createdAt: new Date().toISOString() }],
  });
  world.secrets = [sketchSecret(1, 'db-password', web.unitId)];
  world.integrations = [sketchIntegration(1, { usedBy: 1, validatedAt: new Date().toISOString() })];
  for (const [name, limit, spent] of BUDGETS) world.org.named(name).money = { limit, spent };
  const { unit } = world.org.named('Payments');
  const workspace = sketchWorkspace(1, unit, { mirrored: 2, failing: 1 });
  world.workspaces = [workspace];
  world.mirrors = [
    sketchMirror(workspace, web),
    sketchMirror(workspace, batch, {
      state: 'waiting',
      error: {
        ...{ reason: 'unreachable', message: 'The git host does not answer', attempts: 3 },
        ...{ since: new Date().toISOString(), nextAttemptAt: new Date().toISOString() },
      },
    }),
  ];
  world.proposal = {
    notes: ['What one resource takes from the quota is not known: set cost'],
    proposal: {
      ...{ name: 'bucket', title: 'Bucket', provisioner: 'opentofu', labels: {}, parents: [] },
      ...{ enabled: true, abstract: false, siteRequired: false, policies: [] },
      cost: { cpu: 0, ramGb: 0 },
      versions: [
        {
          ...{ version: '1.0.0', lifecycle: 'active', settings: {}, outputs: [] },
          schema: projectType.versions[0].schema,
        },
      ],
    },
  };
  world.clouds = [
    sketchCloud('stratus', 'Stratus'),
    sketchCloud('cirrus', 'Cirrus', {
      pricing: undefined,
      diagnostics: [
        {
          ...{ severity: 'warning', rule: 'missing-file', message: 'logo.svg is not there' },
          ...{ file: 'provider.yaml', line: 7, column: 3 },
        },
      ],
    }),
  ];
  world.authMethods = [sketchAuthMethod()];
  furnishMany(world);
}

/** Work on many resources at once, and blueprints to begin some. */
function furnishMany(world: World): void {
  const [web, batch, scoring] = world.resources;
  const team = world.org.get(web.unitId);
  world.types = [...world.types, ...wiredTypes()];
  world.blueprints = [
    sketchBlueprint(),
    sketchBlueprint({
      name: 'lone-net',
      title: 'Network',
      inputs: [],
      nodes: [sketchBlueprint().nodes[0]],
    }),
  ];
  const failed = sketchStep(201, 'shop-net', {
    ...{ status: 'failed', reason: 'shop-net could not be created: no address is free' },
    resource: { state: 'provision', status: 'error', statusReason: 'no address is free' },
  });
  world.workflows = [
    sketchWorkflow(1, team),
    sketchWorkflow(2, team, {
      ...{ status: 'stopped', title: 'autumn', reason: failed.reason },
      steps: [sketchStep(202, 'shop-vm', { type: 'vm', after: [failed.resourceId] }), failed],
      allowedActions: [
        { action: 'resume', allowed: true },
        { action: 'cancel', allowed: true },
      ],
    }),
  ];
  world.batches = [
    sketchBatch(1, [
      ...[web, batch].map(({ id, name, lastRunId }) => ({
        ...{ resourceId: id, name, status: 'done' as const },
        ...{ runId: lastRunId, runStatus: 'in_progress' as const },
      })),
      {
        ...{ resourceId: scoring.id, name: scoring.name, status: 'refused' },
        error: { code: 'INVALID_STATE', message: 'It is not provisioned' },
      },
    ]),
  ];
  world.schedules = [
    sketchSchedule(1, web),
    sketchSchedule(2, batch, {
      ...{ name: 'Destroy at the end', action: 'destroy', cron: undefined },
      ...{ at: '2030-01-01T00:00:00Z', lastOutcome: 'refused', refusals: 1 },
      ...{
        lastReason: 'user:default/tom may no longer act for Checkout',
        owner: 'user:default/tom',
      },
      lastDueAt: new Date().toISOString(),
    }),
  ];
}
