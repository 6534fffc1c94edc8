import { randomUUID } from 'node:crypto';
import { ConfigReader } from '@backstage/config';
import type { Cost } from '@bailiwick/backstage-plugin-infra-common';
import knexFactory, { type Knex } from 'knex';
import { CurrentBindings, PermissionGate } from '../../access';
import { AuditTrail } from '../../audit';
import { createInventoryRoom, type InventoryRoom } from '../../inventory';
import { Encryptor } from '../../lib/encryption';
import { ChangeNotifier } from '../../lib/changes';
import { inTransaction } from '../../lib/database';
import type { Commons } from '../../lib/room';
import { createOrganisationRoom, type OrganisationRoom } from '../../organisation';
import {
  allowAll,
  idleScheduler,
  noRules,
  quietLogger,
  quietMetrics,
} from '../../runs/__testUtils__/quietServices';
import type { OpenTestDatabase } from '../../__testUtils__';
import { createQuotaRoom, type QuotaRoom } from '../createQuotaRoom';

export const AUTHOR = { ref: 'user:default/test' };

/** The rooms that quota needs, as one process has them; several such houses may share a database. */
export interface QuotaHouse extends QuotaRoom, Pick<InventoryRoom, 'servers' | 'syncs'> {
  knex: Knex;
  commons: Commons;
  units: OrganisationRoom['units'];
  /** A request as the room of resources makes it: a resource that holds quota, or nothing at all. */
  request(
    teamId: string,
    site: string | undefined,
    amounts: Cost,
    resourceId?: string,
  ): Promise<string>;
  close(): Promise<void>;
}

export function openQuotaHouse(
  database: Pick<OpenTestDatabase, 'connection'>,
  { connections = 10, inventoryUrl }: { connections?: number; inventoryUrl?: string } = {},
): QuotaHouse {
  const knex = knexFactory({
    client: 'pg',
    connection: { ...database.connection },
    pool: { min: 0, max: connections },
  });
  const changes = new ChangeNotifier({
    signals: { publish: async () => {} },
    events: { publish: async () => {}, subscribe: async () => {} },
    logger: quietLogger,
  });
  const commons: Commons = {
    ...{ knex, changes, audit: new AuditTrail(knex), metrics: quietMetrics },
    config: new ConfigReader({ infra: { inventory: inventoryUrl ? { url: inventoryUrl } : {} } }),
    logger: quietLogger,
    encryptor: new Encryptor([]),
    scheduler: idleScheduler,
    gate: new PermissionGate(allowAll, noRules),
  };
  const { units } = createOrganisationRoom(commons, { bindings: new CurrentBindings() });
  const quota = createQuotaRoom(commons, { units });
  const { servers, syncs } = createInventoryRoom(commons, { units, capacity: quota.capacity });
  return {
    ...quota,
    ...{ knex, commons, units, servers, syncs },
    async request(teamId, site, amounts, resourceId = randomUUID()) {
      await inTransaction(knex, async trx => {
        await trx('resources')
          .insert({
            ...{ id: resourceId, name: resourceId, type: 'project', version: '1', site },
            ...{ unit_id: teamId, state: 'provision', status: 'queued', requested_by: AUTHOR.ref },
          })
          .onConflict('id')
          .ignore();
        await quota.reservations.hold(trx, { resourceId, unitId: teamId, site, amounts });
      });
      return resourceId;
    },
    async close() {
      await changes.flush();
      await knex.destroy();
    },
  };
}

/** One centre with as many fields, departments each and teams each; ids by level. */
export async function plantTree(
  { units }: QuotaHouse,
  { fields, departments, teams }: { fields: number; departments: number; teams: number },
): Promise<{ centre: string; fields: string[]; departments: string[]; teams: string[] }> {
  const ids: { fields: string[]; departments: string[]; teams: string[] } = {
    ...{ fields: [], departments: [], teams: [] },
  };
  const grow = async (kind: string, name: string, parentId?: string) =>
    (await units.create(AUTHOR, { kind, name, parentId })).id;
  const centre = await grow('center', 'Centre');
  for (let f = 1; f <= fields; f++) {
    const field = await grow('field', `${f}`, centre);
    ids.fields.push(field);
    for (let d = 1; d <= departments; d++) {
      const department = await grow('department', `${f}.${d}`, field);
      ids.departments.push(department);
      for (let t = 1; t <= teams; t++) {
        ids.teams.push(await grow('team', `${f}.${d}.${t}`, department));
      }
    }
  }
  return { ...ids, centre };
}
