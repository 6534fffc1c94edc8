import { isInfraError } from '@bailiwick/backstage-plugin-infra-node';
import {
  type Inventory,
  type InventoryRow,
  inventoryRows,
  startInventory,
} from '@bailiwick/sandbox';
import fc from 'fast-check';
import { inTransaction } from '../lib/database';
import { type OpenTestDatabase, openTestDatabase } from '../__testUtils__';
import { AUTHOR, openQuotaHouse, plantTree, type QuotaHouse } from './__testUtils__/quotaHouse';
import { clearQuota } from './__testUtils__/servers';

/** Enough for several runs, with the CPU of a shared machine in mind. */
const RUNS = 12;
const CLIENTS = 6;

const ROWS: InventoryRow[] = inventoryRows(12).map(row => ({ ...row, cpu: 40, ram_gb: 40 }));
const SITES = [...new Set(ROWS.map(({ site }) => site))].slice(0, 2);
const ROWS_THERE = ROWS.filter(({ site }) => SITES.includes(site));

const index = (length: number) => fc.integer({ min: 0, max: length - 1 });
const amount = fc.integer({ min: 0, max: 50 });

/** What one client does, by numbers that stand for units, resources, servers and rows. */
const step = fc.oneof(
  fc.record({
    do: fc.constant('grant'),
    unit: index(8),
    site: index(2),
    cpu: amount,
    ramGb: amount,
  }),
  fc.record({
    do: fc.constant('hold'),
    team: index(4),
    site: index(2),
    cpu: amount,
    ramGb: amount,
    money: amount,
  }),
  fc.record({ do: fc.constant('spend'), team: index(4), money: amount }),
  fc.record({ do: fc.constant('resize'), resource: fc.nat(30), money: amount }),
  fc.record({
    do: fc.constant('budget'),
    unit: index(9),
    money: fc.option(fc.integer({ min: 0, max: 200 })),
  }),
  fc.record({ do: fc.constantFrom('commit', 'release', 'remove'), resource: fc.nat(30) }),
  fc.record({ do: fc.constant('assign'), server: index(ROWS_THERE.length), field: index(2) }),
  fc.record({ do: fc.constant('unassign'), server: index(ROWS_THERE.length) }),
  fc.record({ do: fc.constant('swap'), server: index(ROWS_THERE.length), field: index(2) }),
  fc.record({
    do: fc.constant('sync'),
    without: fc.uniqueArray(index(ROWS_THERE.length), { maxLength: 4 }),
    cpu: fc.constantFrom(20, 40, 80),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Refusals are answers; anything else is a failure. */
const REFUSALS = ['QUOTA_EXCEEDED', 'CONFLICT', 'STALE_REVISION', 'NOT_FOUND'] as const;

describe('the sums of quota', () => {
  let database: OpenTestDatabase;
  let inventory: Inventory;
  let houses: QuotaHouse[];
  let units: Awaited<ReturnType<typeof plantTree>>;
  let servers: string[];

  beforeAll(async () => {
    inventory = await startInventory({ rows: ROWS_THERE });
    database = await openTestDatabase();
    houses = Array.from({ length: CLIENTS }, () =>
      openQuotaHouse(database, { connections: 3, inventoryUrl: inventory.url }),
    );
    units = await plantTree(houses[0], { fields: 2, departments: 1, teams: 2 });
  });
  afterAll(async () => {
    for (const house of houses) await house.close();
    await inventory.stop();
    await database.drop();
  });

  async function lay(): Promise<void> {
    const { knex } = database;
    await clearQuota(knex);
    inventory.setRows(ROWS_THERE);
    await houses[0].syncs.sync({ requestedBy: AUTHOR, confirmLoss: true });
    servers = await knex('servers').orderBy('name').pluck('id');
    for (const [place, id] of servers.entries()) {
      await houses[0].servers.assign(AUTHOR, id, units.fields[place % 2]);
    }
  }

  async function take(house: QuotaHouse, action: Step, resources: string[]): Promise<void> {
    const { quotas, budgets, reservations, knex } = house;
    const onResource = async (number: number, work: (id: string) => Promise<unknown>) => {
      if (resources.length > 0) await work(resources[number % resources.length]);
    };
    switch (action.do) {
      case 'grant': {
        const granted = [...units.departments, ...units.teams];
        const grant = {
          ...{ unitId: granted[action.unit % granted.length], site: SITES[action.site] },
          limit: { cpu: action.cpu, ramGb: action.ramGb },
        };
        await quotas.grant(AUTHOR, { ...grant, ifMatch: '*' }).catch(error => {
          if (!isInfraError(error, 'STALE_REVISION')) throw error;
          return quotas.grant(AUTHOR, { ...grant, ifNoneMatch: '*' });
        });
        break;
      }
      case 'hold': {
        const { cpu, ramGb, money: monthlyCost } = action;
        const amounts = { cpu, ramGb, monthlyCost };
        resources.push(await house.request(units.teams[action.team], SITES[action.site], amounts));
        break;
      }
      case 'spend': {
        const amounts = { cpu: 0, ramGb: 0, monthlyCost: action.money };
        resources.push(await house.request(units.teams[action.team], undefined, amounts));
        break;
      }
      case 'resize':
        await onResource(action.resource, id =>
          inTransaction(knex, async trx => {
            // Whoever resizes holds the resource, as every change of one does: it cannot vanish meanwhile.
            await trx('resources').where({ id }).forUpdate().first('id');
            const row = await trx('reservations').where({ resource_id: id }).first();
            if (!row) return;
            const { unit_id: unitId, site, amounts: held } = row;
            const amounts = { cpu: 0, ramGb: 0, ...held, monthlyCost: action.money };
            const wish = { resourceId: id, unitId, site: site ?? undefined, amounts };
            await reservations.resize(trx, wish);
          }),
        );
        break;
      case 'budget': {
        const { centre, fields, departments, teams } = units;
        const unitId = [centre, ...fields, ...departments, ...teams][action.unit];
        await budgets.grant(AUTHOR, { unitId, limit: action.money, ifMatch: '*' });
        break;
      }
      case 'commit':
        await onResource(action.resource, id =>
          inTransaction(knex, trx => reservations.commit(trx, id)),
        );
        break;
      case 'release':
        // Twice at once: the second changes nothing.
        await onResource(action.resource, id =>
          Promise.all([1, 2].map(() => inTransaction(knex, trx => reservations.release(trx, id)))),
        );
        break;
      case 'remove':
        await onResource(action.resource, id => knex('resources').where({ id }).delete());
        break;
      case 'assign':
        await house.servers.assign(AUTHOR, servers[action.server], units.fields[action.field]);
        break;
      case 'unassign':
        await house.servers.unassign(AUTHOR, servers[action.server]);
        break;
      case 'swap':
        await house.servers.swap(AUTHOR, {
          serverId: servers[action.server],
          fromFieldId: units.fields[action.field],
          toFieldId: units.fields[1 - action.field],
        });
        break;
      default:
        inventory.setRows(
          ROWS_THERE.filter((_, place) => !action.without.includes(place)).map((row, place) =>
            place === 0 ? { ...row, cpu: action.cpu } : row,
          ),
        );
        await house.syncs.sync({ requestedBy: AUTHOR, confirmLoss: true });
    }
  }

  /** Takes steps until the script ends; answers how many were carried out. */
  async function play(house: QuotaHouse, script: readonly Step[], resources: string[]) {
    let done = 0;
    for (const action of script) {
      try {
        await take(house, action, resources);
        done++;
      } catch (error) {
        if (!REFUSALS.some(code => isInfraError(error, code))) throw error;
      }
    }
    return done;
  }

  it('hold under any interleaving of grants, budgets, requests, releases, swaps and syncs', async () => {
    const scripts = fc.array(fc.array(step, { minLength: 6, maxLength: 14 }), {
      minLength: CLIENTS,
      maxLength: CLIENTS,
    });
    let done = 0;
    await fc.assert(
      fc.asyncProperty(scripts, async each => {
        await lay();
        const resources: string[] = [];
        const watch = new AbortController();
        const watching = (async () => {
          // The sums hold at every moment, not only when all is quiet.
          while (!watch.signal.aborted) expect(await houses[0].check.run()).toEqual([]);
        })();
        const counts = await Promise.all(
          each.map((script, client) => play(houses[client], script, resources)),
        );
        watch.abort();
        await watching;
        expect(await houses[0].check.run()).toEqual([]);
        done += counts.reduce((total, count) => total + count, 0);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    // A test of refusals alone would prove nothing.
    expect(done).toBeGreaterThan(RUNS * CLIENTS * 3);
  }, 120_000);
});
