import type { AuthService } from '@backstage/backend-plugin-api';
import { routes } from '@bailiwick/backstage-plugin-infra-common';
import type { CurrentBindings } from '../access';
import { bindRoute, etagOf } from '../lib/http';
import type { Commons, Room } from '../lib/room';
import type { ResourceRoom } from '../resources';
import { AuthorizedScheduleService } from './AuthorizedScheduleService';
import { Clockwork } from './Clockwork';
import { ScheduleService } from './ScheduleService';
import { ScheduleStore } from './ScheduleStore';
import { toSchedule } from './view';

export interface ScheduleRoomNeeds {
  resources: Pick<ResourceRoom, 'actions' | 'resources' | 'authorizedResources'>;
  bindings: CurrentBindings;
  auth: AuthService;
}

export interface ScheduleRoom extends Room {
  clockwork: Clockwork;
}

/** Actions on resources that are done at certain times. */
export function createScheduleRoom(
  { knex, audit, gate, logger, scheduler }: Commons,
  { resources, bindings, auth }: ScheduleRoomNeeds,
): ScheduleRoom {
  const store = new ScheduleStore(knex);
  const authorized = new AuthorizedScheduleService({
    ...{ store, gate, resources: resources.authorizedResources },
    schedules: new ScheduleService({ knex, store, audit }),
  });
  const clockwork = new Clockwork({
    ...{ knex, store, audit, logger, bindings, auth },
    actions: resources.actions,
    resources: resources.resources,
  });
  return {
    clockwork,
    mount(router, services) {
      bindRoute(router, services, routes.listSchedules, async ({ actor, query }) => {
        const { items, ...page } = await authorized.list(actor, query);
        return { status: 200, body: { ...page, items: items.map(toSchedule) } };
      });
      bindRoute(router, services, routes.createSchedule, async ({ actor, body }) => {
        const made = await authorized.create(actor, body);
        return { status: 201, body: toSchedule(made), etag: etagOf(made.revision) };
      });
      bindRoute(router, services, routes.getSchedule, async ({ actor, params }) => {
        const found = await authorized.get(actor, params.id);
        return { status: 200, body: toSchedule(found), etag: etagOf(found.revision) };
      });
      bindRoute(
        ...([router, services, routes.updateSchedule] as const),
        async ({ actor, params, body, ifMatch }) => {
          const after = await authorized.update(actor, params.id, body, ifMatch);
          return { status: 200, body: toSchedule(after), etag: etagOf(after.revision) };
        },
      );
      bindRoute(router, services, routes.deleteSchedule, async ({ actor, params }) => {
        await authorized.delete(actor, params.id);
        return { status: 204 };
      });
    },
    start: () =>
      scheduler.scheduleTask({
        id: 'infra-fire-schedules',
        frequency: { minutes: 1 },
        timeout: { minutes: 5 },
        fn: async () => void (await clockwork.fireDue()),
      }),
  };
}
