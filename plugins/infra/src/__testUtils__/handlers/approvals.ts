import type {
  ActionRequest,
  Approval,
  ResourceAction,
} from '@bailiwick/backstage-plugin-infra-common';
import { type Handlers, refuse } from '../contract';
import type { World } from '../World';
import { pageOf } from './paging';

const now = () => new Date().toISOString();

/** Decides as one person of the only step would. */
export function decide(
  world: World,
  resourceId: string,
  action: Extract<ResourceAction, 'approve' | 'reject'>,
  { digest, comment }: ActionRequest,
): Approval {
  const approval =
    world.approvals.find(one => one.resource.id === resourceId && one.status === 'open') ??
    refuse('INVALID_STATE', 'Nothing waits for an approval');
  if (!approval.mayDecide) refuse('FORBIDDEN', approval.reason ?? 'You may not decide');
  if (action === 'approve' && digest !== approval.digest) {
    refuse('CONFLICT', 'It has changed since; look at it again');
  }
  const decision = action === 'approve' ? ('approved' as const) : ('rejected' as const);
  const decided: Approval = {
    ...approval,
    status: decision,
    decidedAt: now(),
    mayDecide: false,
    steps: approval.steps.map(step => ({
      ...step,
      status: decision,
      decisions: [
        ...step.decisions,
        { by: world.me.userRef, decision, comment, digest: digest ?? '', at: now() },
      ],
    })),
  };
  replaceApproval(world, decided);
  return decided;
}

function replaceApproval(world: World, changed: Approval): Approval {
  world.approvals = world.approvals.map(one => (one.id === changed.id ? changed : one));
  return changed;
}

export function approvalHandlers(world: World): Handlers {
  const find = (id: string): Approval =>
    world.approvals.find(one => one.id === id) ?? refuse('NOT_FOUND', 'There is no such approval');
  return {
    listApprovals: ({ query }) =>
      pageOf(
        world.approvals.filter(
          one =>
            (!query.mine || (one.mayDecide && one.status === 'open')) &&
            (query.status === undefined || one.status === query.status) &&
            (query.resourceId === undefined || one.resource.id === query.resourceId),
        ),
        query,
      ),
    getApproval: ({ params }) => find(params.id),
    postApprovalMessage: ({ params, body }) => {
      const approval = find(params.id);
      return replaceApproval(world, {
        ...approval,
        needsInformation: body.asks,
        messages: [...approval.messages, { by: world.me.userRef, ...body, at: now() }],
      });
    },
    getRunPlan: ({ params }) =>
      world.plans.get(params.id) ?? refuse('NOT_FOUND', 'This run has no plan'),
  };
}
