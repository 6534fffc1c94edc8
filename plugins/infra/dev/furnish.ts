import {
  idOf,
  projectType,
  sketchApproval,
  sketchIntegration,
  sketchPlan,
  sketchRevision,
  sketchRun,
  sketchSecret,
  type World,
} from '../src/__testUtils__';

/** Puts something on the pages that begin empty in tests. */
export function furnish(world: World): void {
  const [web, batch] = world.resources;
  if (!web || !batch) return;
  const approval = sketchApproval(web, 1, {
    kind: 'change',
    escalated: true,
    before: { slaType: 'bronze', performanceTier: 'regular' },
    variables: { slaType: 'gold', performanceTier: 'regular' },
    cost: { cpu: 8, ramGb: 32 },
    costBefore: { cpu: 2, ramGb: 4 },
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
}
