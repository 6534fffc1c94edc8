import type {
  Approval,
  Plan,
  PlannedChange,
  Resource,
} from '@bailiwick/backstage-plugin-infra-common';
import { idOf } from './ids';

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

/** An approval as the backend would answer it: open, planned, and for the one who looks to decide. */
export function sketchApproval(
  resource: Resource,
  number: number,
  rest: Partial<Approval> = {},
): Approval {
  const { id, name, type, version, unitId, unitName, site } = resource;
  return {
    id: idOf(6, number),
    kind: 'create',
    status: 'open',
    resource: { id, name, type, version, unitId, unitName, site },
    requestedBy: 'user:default/tess',
    openedAt: ago(3600),
    escalated: false,
    needsInformation: false,
    digest: `digest-${number}`,
    planRunId: idOf(5, 100 + number),
    planStatus: 'ready',
    policies: [],
    variables: resource.variables,
    cost: resource.cost,
    steps: [
      {
        title: 'Head of department',
        approvers: 'department administrators of Payments',
        needed: 1,
        status: 'open',
        decisions: [],
      },
    ],
    messages: [],
    mayDecide: true,
    ...rest,
  };
}

export const demoChanges: PlannedChange[] = [
  {
    address: 'module.db.aws_db_instance.main',
    type: 'aws_db_instance',
    action: 'replace',
    attributes: [
      { path: 'engine_version', before: '15', after: '16', forcesReplacement: true },
      { path: 'endpoint', before: 'db.internal', unknown: true },
      { path: 'password', sensitive: true },
    ],
  },
  {
    address: 'aws_s3_bucket.logs',
    type: 'aws_s3_bucket',
    action: 'create',
    attributes: [{ path: 'tags.Name', after: 'logs' }],
  },
];

/** The plan that belongs to an approval. */
export function sketchPlan(approval: Approval, rest: Partial<Plan> = {}): Plan {
  return {
    runId: approval.planRunId ?? idOf(5, 100),
    resourceId: approval.resource.id,
    purpose: approval.kind === 'destroy' ? 'destroy' : 'apply',
    digest: approval.digest ?? '',
    createdAt: ago(300),
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    outdated: false,
    counts: { create: 1, update: 0, replace: 1, destroy: 0, read: 0 },
    changes: demoChanges,
    policies: [],
    ...rest,
  };
}
