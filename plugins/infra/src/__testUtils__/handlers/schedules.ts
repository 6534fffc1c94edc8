import type { Schedule } from '@bailiwick/backstage-plugin-infra-common';
import { type Handlers, refuse } from '../contract';
import { sketchSchedule } from '../workflows';
import type { World } from '../World';
import { pageOf } from './paging';
import { requireMatch } from './preconditions';

export function scheduleHandlers(world: World): Handlers {
  const find = (id: string): Schedule =>
    world.schedules.find(one => one.id === id) ?? refuse('NOT_FOUND', 'There is no such schedule');
  const resourceOf = (id: string) =>
    world.resources.find(one => one.id === id) ?? refuse('NOT_FOUND', 'There is no such resource');
  const isWithin = ({ resource }: Schedule, unitId: string) =>
    world.org.chainOf(resourceOf(resource.id).unitId).some(({ unit }) => unit.id === unitId);
  return {
    listSchedules: ({ query }) =>
      pageOf(
        world.schedules.filter(
          one =>
            (query.resourceId === undefined || one.resource.id === query.resourceId) &&
            (query.unitId === undefined || isWithin(one, query.unitId)) &&
            (!query.mine || one.owner === world.me.userRef),
        ),
        query,
      ),
    getSchedule: ({ params }) => find(params.id),
    createSchedule: ({ body: { resourceId, ...body } }) => {
      const number = world.schedules.length + 1;
      const made = sketchSchedule(number, resourceOf(resourceId), {
        ...{ cron: undefined, ...body, owner: world.me.userRef },
      });
      world.schedules = [made, ...world.schedules];
      return made;
    },
    updateSchedule: ({ params, body, headers }) => {
      const before = find(params.id);
      requireMatch(headers, before);
      const changed = { ...before, ...body, revision: before.revision + 1 };
      world.schedules = world.schedules.map(one => (one.id === params.id ? changed : one));
      return changed;
    },
    deleteSchedule: ({ params, headers }) => {
      requireMatch(headers, find(params.id));
      world.schedules = world.schedules.filter(({ id }) => id !== params.id);
    },
  };
}
