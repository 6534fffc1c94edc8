import type { QuotaRefusal } from '@bailiwick/backstage-plugin-infra-common';
import { type InfraError, isInfraError } from '@bailiwick/backstage-plugin-infra-node';
import { inTransaction } from '../lib/database';
import { type OpenTestDatabase, openTestDatabase } from '../__testUtils__';
import { AUTHOR, openQuotaHouse, plantTree, type QuotaHouse } from './__testUtils__/quotaHouse';
import { addServers, clearQuota } from './__testUtils__/servers';

const SITE = 'ams1';

const money = (monthlyCost: number) => ({ cpu: 0, ramGb: 0, monthlyCost });

describe('budgets', () => {
  let database: OpenTestDatabase;
  /** Processes on the same database. */
  let houses: QuotaHouse[];
  let house: QuotaHouse;
  let tree: Awaited<ReturnType<typeof plantTree>>;
  let [team, otherTeam]: string[] = [];
  let department: string;

  beforeAll(async () => {
    database = await openTestDatabase();
    houses = [openQuotaHouse(database), openQuotaHouse(database)];
    [house] = houses;
    tree = await plantTree(house, { fields: 2, departments: 1, teams: 2 });
    [team, otherTeam] = tree.teams;
    [department] = tree.departments;
  });
  beforeEach(() => clearQuota(database.knex));
  afterEach(async () => {
    const differences = await house.check.run();
    if (differences.length > 0) throw new Error(`Counters differ: ${JSON.stringify(differences)}`);
  });
  afterAll(async () => {
    for (const each of houses) await each.close();
    await database.drop();
  });

  const grant = (unitId: string, limit: number | null, ifMatch = '*') =>
    house.budgets.grant(AUTHOR, { unitId, limit, ifMatch });
  const spend = (unitId: string, monthlyCost: number, id?: string) =>
    house.request(unitId, undefined, money(monthlyCost), id);
  const refusalOf = (promise: Promise<unknown>): Promise<InfraError> =>
    promise.then(
      () => {
        throw new Error('It was not refused');
      },
      error => error as InfraError,
    );
  const figures = async (unitId: string) => {
    const { limit, allotted, used, available } = await house.budgets.get(unitId);
    return { limit, allotted, used, available };
  };

  it('limit nothing until somebody sets a limit, and count from the beginning', async () => {
    await spend(team, 1_000_000);
    expect(await figures(team)).toEqual({
      limit: null,
      allotted: 0,
      used: 1_000_000,
      available: null,
    });
    expect(await figures(tree.centre)).toMatchObject({ limit: null, used: 1_000_000 });
    const { sites, budget } = {
      sites: await house.quotas.entries(await house.units.get(team)),
      budget: await house.budgets.get(team),
    };
    expect([sites, budget.currency]).toEqual([[], 'USD']);
  });

  it('go down the tree, each limit within what the unit above has', async () => {
    await grant(tree.centre, 1000);
    await grant(tree.fields[0], 600);
    await grant(department, 500);
    await grant(team, 300);
    expect(await figures(department)).toEqual({
      limit: 500,
      allotted: 300,
      used: 0,
      available: 200,
    });
    const beyond = await refusalOf(grant(otherTeam, 201));
    expect(beyond).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      message: 'Department 1.1 has USD 2.00 a month left of USD 5.00; USD 2.01 were asked for',
      details: {
        ...{ unit: '1.1', unitId: department, dimension: 'monthlyCost' },
        ...{ limit: 500, allotted: 300, used: 0, requested: 201, available: 200 },
      } satisfies QuotaRefusal,
    });
    const below = await refusalOf(grant(department, 299));
    expect(below.message).toBe(
      'Department 1.1 has allotted USD 3.00 a month; its budget cannot be USD 2.99',
    );
    await spend(team, 120);
    const spent = await refusalOf(grant(team, 100));
    expect(spent.message).toBe('Team 1.1.1 spends USD 1.20 a month; its budget cannot be USD 1.00');
  });

  it('refuse what is more than is left, whether at a site or at none', async () => {
    await addServers(database.knex, [{ fieldId: tree.fields[0], site: SITE, cpu: 10, ramGb: 10 }]);
    const limit = { cpu: 10, ramGb: 10 };
    for (const unitId of [department, team])
      await house.quotas.grant(AUTHOR, { unitId, site: SITE, limit, ifNoneMatch: '*' });
    await grant(team, 1000);
    await spend(team, 600);
    const atNone = await refusalOf(spend(team, 401));
    expect([atNone.code, atNone.message]).toEqual([
      'QUOTA_EXCEEDED',
      'Team 1.1.1 has USD 4.00 a month left of USD 10.00; USD 4.01 were asked for',
    ]);
    const wish = { cpu: 4, ramGb: 4, monthlyCost: 401 };
    const atSite = await refusalOf(house.request(team, SITE, wish));
    expect(atSite.details).toMatchObject({ dimension: 'monthlyCost', available: 400 });
    // Neither of the two is taken without the other.
    const [entry] = await house.quotas.entries(await house.units.get(team));
    expect(entry.used).toEqual({ cpu: 0, ramGb: 0 });
    await house.request(team, SITE, { ...wish, monthlyCost: 400 });
    expect(await figures(team)).toMatchObject({ used: 1000, available: 0 });
    await house.request(team, SITE, { cpu: 1, ramGb: 1 });
  });

  it('are held, resized, and given back once', async () => {
    await grant(team, 1000);
    const id = await spend(team, 400);
    const resize = (monthlyCost: number) =>
      inTransaction(house.knex, trx =>
        house.reservations.resize(trx, {
          ...{ resourceId: id, unitId: team, amounts: money(monthlyCost) },
        }),
      );
    await resize(1000);
    expect((await refusalOf(resize(1001))).message).toBe(
      'Team 1.1.1 has USD 0.00 a month left of USD 10.00; USD 0.01 were asked for',
    );
    await resize(250);
    expect(await house.reservations.held(id)).toEqual(money(250));
    expect(await figures(team)).toMatchObject({ used: 250, available: 750 });
    const release = () => inTransaction(house.knex, trx => house.reservations.release(trx, id));
    expect([await release(), await release()]).toEqual([true, false]);
    expect(await figures(team)).toMatchObject({ used: 0, available: 1000 });
    await spend(team, 1000, id);
    await database.knex('resources').where({ id }).delete();
    expect(await figures(team)).toMatchObject({ used: 0 });
  });

  it('begin with the first change of what has cost nothing', async () => {
    const id = await spend(team, 0);
    await database.knex('reservations').where({ resource_id: id }).delete();
    const wish = { resourceId: id, unitId: team, amounts: money(0) };
    await inTransaction(house.knex, trx => house.reservations.resize(trx, wish));
    expect(await house.reservations.held(id)).toBeUndefined();
    const more = { ...wish, amounts: money(70) };
    await inTransaction(house.knex, trx => house.reservations.resize(trx, more));
    expect([await house.reservations.held(id), (await figures(team)).used]).toEqual([
      money(70),
      70,
    ]);
  });

  it('limit what is beneath a first limit to what it needs now', async () => {
    await spend(team, 300);
    await spend(otherTeam, 40);
    await grant(otherTeam, 100);
    const tooLow = await refusalOf(grant(tree.fields[0], 399));
    expect(tooLow.message).toBe(
      'Field 1 has allotted USD 4.00 a month; its budget cannot be USD 3.99',
    );
    expect(await figures(team)).toMatchObject({ limit: null });
    await grant(tree.fields[0], 1000);
    expect(await figures(team)).toMatchObject({ limit: 300, available: 0 });
    expect(await figures(otherTeam)).toMatchObject({ limit: 100, available: 60 });
    expect(await figures(department)).toMatchObject({ limit: 400, allotted: 400 });
    expect(await figures(tree.fields[0])).toMatchObject({ allotted: 400, available: 600 });
    expect(await figures(tree.teams[2])).toMatchObject({ limit: null });
    const trail = database.knex('audit_entries').where({ event: 'budget-granted' });
    expect(await trail.orderBy('id', 'desc').first()).toMatchObject({
      subject_id: `${tree.fields[0]}/budget`,
      before: { monthlyCost: null, currency: 'USD' },
      after: {
        ...{ monthlyCost: 1000, currency: 'USD' },
        limitedBeneath: [
          { unitId: department, unit: '1.1', monthlyCost: 400 },
          { unitId: team, unit: '1.1.1', monthlyCost: 300 },
        ],
      },
    });
  });

  it('are taken away only where the unit above has none', async () => {
    await grant(department, 500);
    const refusal = await refusalOf(grant(team, null));
    expect([refusal.code, refusal.message]).toEqual([
      'CONFLICT',
      'Department 1.1 has a budget, and so must Team 1.1.1: lower it instead of taking it away',
    ]);
    await grant(team, 200);
    await grant(department, null);
    expect(await figures(department)).toMatchObject({ limit: null, allotted: 200 });
    await grant(team, null);
    expect(await figures(department)).toMatchObject({ limit: null, allotted: 0 });
  });

  it('of a new unit are nothing beneath a unit that has one', async () => {
    await grant(department, 500);
    const { id } = await house.units.create(AUTHOR, {
      ...{ kind: 'team', name: 'New', parentId: department },
    });
    expect(await figures(id)).toMatchObject({ limit: 0, available: 0 });
    await grant(id, 10);
    await expect(house.units.delete(AUTHOR, id)).rejects.toThrow('New still has a monthly budget');
    await grant(id, 0);
    await house.units.delete(AUTHOR, id);
    expect(await figures(department)).toMatchObject({ allotted: 0 });
  });

  it('are changed by whoever saw what is there', async () => {
    const { etag } = await grant(team, 100);
    await grant(team, 200, etag);
    const stale = await refusalOf(grant(team, 300, etag));
    expect(isInfraError(stale, 'STALE_REVISION')).toBe(true);
    const blind = await refusalOf(house.budgets.grant(AUTHOR, { unitId: team, limit: 1 }));
    expect(isInfraError(blind, 'PRECONDITION_REQUIRED')).toBe(true);
    expect(await grant(team, 200)).toEqual(await house.budgets.get(team));
  });

  it('are never overdrawn by many at once in several processes', async () => {
    await grant(team, 1000);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, client) =>
        houses[client % 2].request(team, undefined, money(100)),
      ),
    );
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(20);
    for (const { reason } of refused as PromiseRejectedResult[]) {
      expect(isInfraError(reason, 'QUOTA_EXCEEDED')).toBe(true);
    }
    expect(await figures(team)).toMatchObject({ used: 1000, available: 0 });
  });

  it('hold a first limit and requests beneath it apart', async () => {
    await Promise.allSettled([
      ...Array.from({ length: 10 }, () => spend(team, 10)),
      grant(tree.fields[0], 1000),
      ...Array.from({ length: 10 }, () => spend(otherTeam, 10)),
    ]);
    const { allotted, used } = await figures(tree.fields[0]);
    expect(allotted).toBe(used);
  });
});
