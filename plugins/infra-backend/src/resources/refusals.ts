import {
  formatPosition,
  type LifecycleFacts,
  listActions,
  refuseAction,
  type ResourceAction,
} from '@bailiwick/backstage-plugin-infra-common';
import { conflict, forbidden, InfraError } from '@bailiwick/backstage-plugin-infra-node';
import { living, type Relatives } from './facts';
import type { Named, ResourceRecord } from './types';

/** Refusals that are no fault of the input: a dry run tells them, a request fails with them. */
export const isConflict = (error: unknown): error is InfraError =>
  error instanceof InfraError && error.statusCode === 409;

/** Who asks acts for the unit, so of a clash within the unit they may know; of another unit's only that the name is taken. */
export function nameTaken(wish: Named, clash: ResourceRecord | undefined): InfraError {
  if (clash?.unit.id === wish.unit.id) {
    return conflict(
      `${wish.unit.name} has a ${wish.type} named ${clash.name} already: choose another name, or destroy it first`,
      { resourceId: clash.id, name: clash.name },
    );
  }
  return conflict(
    `The name ${wish.externalName ?? wish.name} is taken by another ${wish.type}: choose another name`,
  );
}

/** Why the table refuses an action, as the error that fits. */
export function actionRefused(
  reason: string,
  action: ResourceAction,
  record: ResourceRecord,
  facts: LifecycleFacts,
  { children }: Relatives,
): InfraError {
  const byApprover = action === 'approve' || action === 'reject';
  if (byApprover ? !facts.mayApprove : !facts.mayAct) return forbidden(reason);
  const allowedActions = listActions(record, facts);
  const isBlocked =
    facts.livingChildren.length > 0 &&
    refuseAction(action, record, { ...facts, livingChildren: [] }) === undefined;
  if (isBlocked) {
    const blockedBy = living(children).map(({ id, name, type }) => ({ id, name, type }));
    return new InfraError('DEPENDENCY_EXISTS', reason, { blockedBy, allowedActions });
  }
  const message = `${record.name} is ${formatPosition(record)}: ${reason}`;
  return new InfraError('INVALID_STATE', message, { allowedActions });
}
