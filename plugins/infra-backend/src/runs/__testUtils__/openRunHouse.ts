import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import type { BuiltInResourceType } from '@bailiwick/backstage-plugin-infra-node';
import { randomBytes } from 'node:crypto';
import knexFactory, { type Knex } from 'knex';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApprovalService, ApprovalStore } from '../../approvals';
import { CurrentBindings, PermissionGate } from '../../access';
import { AuditTrail } from '../../audit';
import { ChangeNotifier } from '../../lib/changes';
import { Encryptor } from '../../lib/encryption';
import type { Commons } from '../../lib/room';
import { createOrganisationRoom, type OrganisationRoom } from '../../organisation';
import { createQuotaRoom } from '../../quota';
import { createResourceRoom, type ResourceRoom } from '../../resources';
import type { ViewAids } from '../../resources/Views';
import { TypeRegistry } from '../../resources/types/TypeRegistry';
import { TypeStore } from '../../resources/types/TypeStore';
import type { OpenTestDatabase } from '../../__testUtils__';
import { KeptReasons } from '../../redaction';
import { createRunRoom, type RunRoom } from '../createRunRoom';
import { ProvisionerRegistry } from '../ProvisionerRegistry';
import type { RunAids } from '../types';
import { allowAll, idleScheduler, noRules, quietLogger, quietMetrics } from './quietServices';
import { thingType, ThingProvisioner } from './ThingProvisioner';

export const SITE = 'ams1';

export interface RunHouseOptions {
  database: Pick<OpenTestDatabase, 'connection'>;
  provisioner?: ThingProvisioner;
  types?: readonly BuiltInResourceType[];
  /** Configuration `infra.runs`. */
  runs?: JsonObject;
  logger?: LoggerService;
}

/** The rooms that runs need, as one process has them; several such houses may share a database. */
export interface RunHouse extends ResourceRoom, RunRoom {
  knex: Knex;
  organisation: OrganisationRoom;
  provisioner: ThingProvisioner;
  /** Ends everything and closes the connections. */
  close(): Promise<void>;
  /** Cuts the house off from the database, as if its process hung or its network failed; the answer ends it. */
  cutOff(): () => void;
}

/** Runs that need nothing of other rooms. */
export const noAids: RunAids = {
  stateBackend: async () => {
    throw new Error('There is no state backend here');
  },
  credentials: async () => ({ variables: {}, secrets: [] }),
  hideInReasons: async () => {},
};

/** Views that need nothing of other rooms. */
export const noViewAids: ViewAids = {
  state: async () => undefined,
  credentials: async () => ({}),
};

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'things-'));

/** Short times, so that a lost worker shows within a test's patience. */
const QUICK: JsonObject = {
  leaseDuration: { milliseconds: 1500 },
  heartbeat: { milliseconds: 300 },
  pollInterval: { milliseconds: 500 },
  shutdownGrace: { milliseconds: 300 },
  abortGrace: { milliseconds: 300 },
  compensation: { firstPause: { milliseconds: 100 }, longestPause: { milliseconds: 400 } },
};

export function openRunHouse(options: RunHouseOptions): RunHouse {
  const knex = knexFactory({
    client: 'pg',
    connection: { ...options.database.connection },
    pool: { min: 0, max: 10 },
  });
  const logger = options.logger ?? quietLogger;
  const config = new ConfigReader({ infra: { runs: { ...QUICK, ...options.runs } } });
  const encryptor = new Encryptor([{ id: 'test', key: randomBytes(32) }]);
  const audit = new AuditTrail(knex);
  const changes = new ChangeNotifier({
    signals: { publish: async () => {} },
    events: { publish: async () => {}, subscribe: async () => {} },
    logger,
  });
  const commons: Commons = {
    ...{ knex, config, logger, audit, changes, encryptor },
    metrics: quietMetrics,
    scheduler: idleScheduler,
    gate: new PermissionGate(allowAll, noRules),
  };
  const organisation = createOrganisationRoom(commons, { bindings: new CurrentBindings() });
  const quota = createQuotaRoom(commons, organisation);
  const provisioner = options.provisioner ?? new ThingProvisioner(temporaryFolder());
  const provisioners = new ProvisionerRegistry();
  provisioners.add(provisioner);
  const room = createResourceRoom(commons, {
    organisation,
    provisioners,
    types: new TypeRegistry(options.types ?? [thingType], {
      ...{ provisioners, logger },
      store: new TypeStore(knex),
    }),
    reservations: quota.reservations,
    quota: quota.quotas,
    budgets: quota.budgets,
    aids: {
      ...noAids,
      hideInReasons: (resourceId, hidden) => new KeptReasons(knex).hide(resourceId, hidden),
    },
    viewAids: noViewAids,
    approvals: new ApprovalService({ store: new ApprovalStore(knex), audit }),
    sites: { names: async () => [SITE], hasTier: async () => true },
  });
  const { engine, access } = room;
  const runRoom = createRunRoom(commons, { engine, access });
  return {
    ...room,
    ...runRoom,
    ...{ knex, organisation, provisioner },
    async close() {
      await runRoom.stop?.();
      await room.stop?.();
      await changes.flush();
      await knex.destroy();
    },
    cutOff() {
      const acquire = knex.client.acquireConnection;
      knex.client.acquireConnection = async () => {
        throw new Error('Connection terminated: this house is cut off');
      };
      return () => {
        knex.client.acquireConnection = acquire;
      };
    },
  };
}
