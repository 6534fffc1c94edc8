import type { ApprovalStep } from '@bailiwick/backstage-plugin-infra-common';
import { type Actor, type UnitPlace } from '../access';
import { mayDecide } from './policy';
import type { ApprovalRecord, Decision } from './types';

/** Decisions upon what is proposed now: those on anything older do not count. */
const counted = ({ decisions, digest }: ApprovalRecord, step: number): Decision[] =>
  decisions.filter(decision => decision.step === step && decision.digest === digest);

/** Where each step stands. */
export function stepStatuses(approval: ApprovalRecord): ApprovalStep['status'][] {
  let isReached = true;
  return approval.steps.map(({ needed }, index) => {
    const decisions = counted(approval, index);
    if (decisions.some(({ decision }) => decision === 'rejected')) return 'rejected';
    const isApproved = decisions.length >= needed;
    const wasReached = isReached;
    if (approval.order === 'sequential') isReached &&= isApproved;
    if (isApproved) return 'approved';
    return wasReached ? 'open' : 'waiting';
  });
}

export const isApproved = (approval: ApprovalRecord) =>
  stepStatuses(approval).every(status => status === 'approved');

/** The first step that waits for this person; undefined where none does. */
export async function stepOf(
  approval: ApprovalRecord,
  actor: Actor,
  team: UnitPlace,
): Promise<number | undefined> {
  if (approval.status !== 'open') return undefined;
  for (const [index, status] of stepStatuses(approval).entries()) {
    if (status !== 'open') continue;
    const hasDecided = counted(approval, index).some(({ by }) => by === actor.ref);
    const { approvers } = approval.steps[index];
    if (!hasDecided && (await mayDecide(approvers, actor, team, approval.requestedBy))) {
      return index;
    }
  }
  return undefined;
}
