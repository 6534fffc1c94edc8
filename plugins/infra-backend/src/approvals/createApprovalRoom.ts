import { resourceEntityRef, routes } from '@bailiwick/backstage-plugin-infra-common';
import { bindRoute } from '../lib/http';
import type { Commons, Room } from '../lib/room';
import type { ApprovalService } from './ApprovalService';
import { type ApprovalResources, AuthorizedApprovalService } from './AuthorizedApprovalService';

export interface ApprovalRoom extends Room {
  authorizedApprovals: AuthorizedApprovalService;
}

/** What waits for a decision, and what was decided. */
export function createApprovalRoom(
  { knex, gate, changes, scheduler, logger }: Commons,
  { approvals, resources }: { approvals: ApprovalService; resources: ApprovalResources },
): ApprovalRoom {
  const authorized = new AuthorizedApprovalService({
    ...{ knex, approvals, resources, gate },
    changed: ({ id, type, name }) =>
      changes.resource({
        ...{ id, change: 'upserted' },
        entityRef: resourceEntityRef({ id, type, name }),
      }),
  });
  return {
    authorizedApprovals: authorized,
    mount(router, services) {
      bindRoute(router, services, routes.listApprovals, async ({ actor, query }) => ({
        status: 200,
        body: await authorized.list(actor, query),
      }));
      bindRoute(router, services, routes.getApproval, async ({ actor, params }) => ({
        status: 200,
        body: await authorized.get(actor, params.id),
      }));
      bindRoute(router, services, routes.postApprovalMessage, async ({ actor, params, body }) => ({
        status: 201,
        body: await authorized.write(actor, params.id, body),
      }));
    },
    start: () =>
      scheduler.scheduleTask({
        id: 'infra-escalate-approvals',
        frequency: { minutes: 5 },
        timeout: { minutes: 1 },
        fn: async () => {
          const late = await approvals.store.escalate();
          if (late.length > 0) logger.info(`${late.length} approvals wait too long`);
          late.forEach(({ resourceId: id }) => changes.signal({ subject: 'resource', id }));
        },
      }),
  };
}
