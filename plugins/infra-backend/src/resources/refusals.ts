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

/** A refusal that is no fault of the input: a dry run tells it, a request fails with it. */
export interface Refusal {
  code: string;
  message: string;
}

/** Collects what checks refuse although the input is right; any other failure passes. */
export function collectRefusals(): {
  problems: Refusal[];
  collect: (check: () => Promise<void>) => Promise<void>;
} {
  const problems: Refusal[] = [];
  const collect = async (check: () => Promise<void>) => {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof InfraError && error.statusCode === 409)) throw error;
      problems.push({ code: error.code, message: error.message });
    }
  };
  return { problems, collect };
}

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
