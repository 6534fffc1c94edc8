import { type Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import type { ApplicationRollback, ArgoCdInstances } from '@bailiwick/backstage-plugin-infra-node';
import type { Commons, Room } from '../lib/room';
import type { UnitService } from '../organisation';
import { ApplicationStore } from './ApplicationStore';
import { mountArgoCd } from './argoCdRoutes';
import { ArgoCdService } from './ArgoCdService';
import { AuthorizedArgoCdService } from './AuthorizedArgoCdService';
import { Poller } from './Poller';
import { ResidentStore } from './ResidentStore';

export interface ArgoCdRoomNeeds {
  units: UnitService;
  instances: ArgoCdInstances;
  rollback: ApplicationRollback | undefined;
}

const DEFAULT_INTERVAL_MS = 30_000;

/** Applications of all Argo CD instances: followed, shown, synced and taken back. */
export function createArgoCdRoom(commons: Commons, needs: ArgoCdRoomNeeds): Room {
  const { knex, config, gate, audit, changes, logger, metrics, scheduler } = commons;
  const { units, instances, rollback } = needs;
  const store = new ApplicationStore(knex);
  const service = new ArgoCdService({ knex, instances, store, audit, changes, rollback });
  const applications = new AuthorizedArgoCdService({
    ...{ service, units, gate },
    residents: new ResidentStore(knex),
  });
  const poller = new Poller({
    ...{ instances, store, changes, logger, metrics },
    intervalMs: readInterval(config),
  });
  return {
    mount: (router, services) => mountArgoCd(router, services, applications),
    start: () => poller.schedule(scheduler),
  };
}

function readInterval(config: Config): number {
  const key = 'infra.argocd.interval';
  if (!config.has(key)) return DEFAULT_INTERVAL_MS;
  const interval = durationToMilliseconds(readDurationFromConfig(config, { key }));
  if (!(interval >= 1000)) throw new InputError(`${key} must be at least a second`);
  return interval;
}
