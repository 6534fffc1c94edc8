import type { Approval } from '@bailiwick/backstage-plugin-infra-common';
import type { Actor } from '../access';
import { describeApprovers } from './policy';
import { stepOf, stepStatuses } from './progress';
import type { ApprovalRecord } from './types';

/** What the approval is about. */
export interface ApprovedResource {
  id: string;
  name: string;
  type: string;
  site?: string;
  unit: { id: string; name: string; level: number; ancestorIds: readonly string[] };
}

function planStatus({ planRunId, plan, digest, status }: ApprovalRecord): Approval['planStatus'] {
  if (!planRunId || !plan) return 'none';
  if (plan.status === 'queued' || plan.status === 'in_progress') return 'running';
  if (plan.status !== 'done') return 'failed';
  return status === 'open' && (plan.expired || !digest) ? 'outdated' : 'ready';
}

/** Why somebody may not decide. */
function refusalOf(approval: ApprovalRecord, actor: Actor): string {
  if (approval.status !== 'open') return `It is ${approval.status} already`;
  if (actor.ref === approval.requestedBy) return 'Nobody decides upon a request of their own';
  const statuses = stepStatuses(approval);
  const open = approval.steps.filter((_, index) => statuses[index] === 'open');
  return `It waits for ${open.map(({ approvers }) => describeApprovers(approvers)).join(', or ')}`;
}

/** What the REST API shows of an approval. */
export async function toApproval(
  approval: ApprovalRecord,
  resource: ApprovedResource,
  actor: Actor,
  gateAllows: boolean,
): Promise<Approval> {
  const statuses = stepStatuses(approval);
  const mayDecide = gateAllows && (await stepOf(approval, actor, resource.unit)) !== undefined;
  const { proposal, before, plan } = approval;
  return {
    id: approval.id,
    kind: approval.kind,
    status: approval.status,
    resource: {
      id: resource.id,
      name: resource.name,
      type: resource.type,
      version: proposal.version,
      unitId: resource.unit.id,
      unitName: resource.unit.name,
      ...(resource.site ? { site: resource.site } : {}),
    },
    requestedBy: approval.requestedBy,
    openedAt: approval.openedAt.toISOString(),
    ...(approval.decidedAt ? { decidedAt: approval.decidedAt.toISOString() } : {}),
    escalated: approval.escalatedAt !== undefined,
    needsInformation: approval.asked,
    ...(approval.digest ? { digest: approval.digest } : {}),
    ...(approval.planRunId ? { planRunId: approval.planRunId } : {}),
    planStatus: planStatus(approval),
    policies: plan?.policies ?? [],
    variables: proposal.variables,
    ...(before ? { before: before.variables, costBefore: before.cost } : {}),
    cost: proposal.cost,
    steps: approval.steps.map(({ title, approvers, needed }, index) => ({
      ...{ title, needed, status: statuses[index], approvers: describeApprovers(approvers) },
      decisions: approval.decisions
        .filter(({ step }) => step === index)
        .map(({ by, decision, comment, digest, at }) => ({
          ...{ by, decision, digest, at: at.toISOString() },
          ...(comment ? { comment } : {}),
        })),
    })),
    messages: approval.messages.map(({ at, ...message }) => ({ ...message, at: at.toISOString() })),
    mayDecide,
    ...(mayDecide ? {} : { reason: refusalOf(approval, actor) }),
  };
}
