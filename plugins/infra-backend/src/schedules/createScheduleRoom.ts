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
import type { ScheduleRecord } from './types';
import { toSchedule } from './view';

export interface ScheduleRoomNeeds {
  resources: Pick<ResourceRoom, 'actions' | 'resources' | 'access'>;
  bindings: CurrentBindings;
  auth: AuthService;
}

export interface ScheduleRoom extends Room {
  clockwork: Clockwork;
}

/** Actions on resources that are done at certain times. */
export function createScheduleRoom(
  { knex, audit, gate, logger, scheduler, changes }: Commons,
  { resources, bindings, auth }: ScheduleRoomNeeds,
): ScheduleRoom {
  const store = new ScheduleStore(knex);
  const changed = ({ id, resource }: ScheduleRecord) =>
    changes.signal({ subject: 'schedule', id, resourceId: resource.id });
  const authorized = new AuthorizedScheduleService({
    ...{ store, gate, resources: resources.access },
    schedules: new ScheduleService({ knex, store, audit, changed }),
  });
  const clockwork = new Clockwork({
    ...{ knex, store, audit, logger, bindings, auth, changed },
    actions: resources.actions,
    resources: resources.resources,
  });
  return {
    clockwork,
    mount(router, services) {
      bindRoute(router, services, routes.listSchedules, async ({ actor, query }) => {
        const { items, ...page } = await authorized.list(actor, query);
        return {
          status: 200,
          body: { ...page, items: items.map(item => toSchedule(actor, item)) },
        };
      });
      bindRoute(router, services, routes.createSchedule, async ({ actor, body }) => {
        const made = await authorized.create(actor, body);
        return { status: 201, body: toSchedule(actor, made), etag: etagOf(made.revision) };
      });
      bindRoute(router, services, routes.getSchedule, async ({ actor, params }) => {
        const found = await authorized.get(actor, params.id);
        return { status: 200, body: toSchedule(actor, found), etag: etagOf(found.revision) };
      });
      bindRoute(
        ...([router, services, routes.updateSchedule] as const),
        async ({ actor, params, body, ifMatch }) => {
          const after = await authorized.update(actor, params.id, body, ifMatch);
          return { status: 200, body: toSchedule(actor, after), etag: etagOf(after.revision) };
        },
      );
      bindRoute(router, services, routes.deleteSchedule, async ({ actor, params, ifMatch }) => {
        await authorized.delete(actor, params.id, ifMatch);
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
