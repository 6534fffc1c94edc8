import type { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { InfraError } from '@bailiwick/backstage-plugin-infra-node';
import type { Commons, Room } from '../lib/room';
import type { UnitService } from '../organisation';
import type { CapacityService } from '../quota';
import { AuthorizedInventoryService } from './AuthorizedInventoryService';
import { mountInventory } from './inventoryRoutes';
import { ServerService } from './ServerService';
import { ServerStore } from './ServerStore';
import { type InventorySettings, readInventorySettings } from './settings';
import { SyncHistory } from './sync/SyncHistory';
import { SyncMetrics } from './sync/SyncMetrics';
import { SyncService } from './sync/SyncService';
import { SyncStore } from './sync/SyncStore';

export interface InventoryRoom extends Room {
  servers: ServerService;
  syncs: SyncService;
}

/** The servers that quota rests on, and the sync with the inventory that they come from. */
export function createInventoryRoom(
  commons: Commons,
  { units, capacity }: { units: UnitService; capacity: CapacityService },
): InventoryRoom {
  const { knex, config, gate, audit, changes, logger, metrics, scheduler } = commons;
  const settings = readInventorySettings(config);
  const servers = new ServerService({
    ...{ knex, units, capacity, audit, changes },
    store: new ServerStore(knex),
  });
  const syncs = new SyncService({
    ...{ knex, settings, capacity, audit, changes, logger },
    store: new SyncStore(),
    history: new SyncHistory(knex),
    metrics: new SyncMetrics(metrics),
  });
  const inventory = new AuthorizedInventoryService({ servers, syncs, units, gate });
  return {
    servers,
    syncs,
    mount: (router, services) => mountInventory(router, services, inventory, settings.ratio),
    start: () => scheduleSync(syncs, settings, scheduler, logger),
  };
}

async function scheduleSync(
  syncs: SyncService,
  settings: InventorySettings,
  scheduler: SchedulerService,
  logger: LoggerService,
): Promise<void> {
  if (!settings.source) {
    logger.info('No inventory is configured: set infra.inventory.url to sync with one');
    return;
  }
  await scheduler.scheduleTask({
    ...settings.schedule,
    id: 'infra-sync-inventory',
    fn: async signal => {
      try {
        await syncs.sync({ requestedBy: { ref: 'plugin:infra' }, signal });
      } catch (error) {
        // A refusal is in the history and in the log already, and the next sync may do better.
        if (!(error instanceof InfraError)) throw error;
      }
    },
  });
}
