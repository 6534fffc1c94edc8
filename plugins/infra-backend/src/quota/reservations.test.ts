import { randomUUID } from 'node:crypto';
import type { Amounts, QuotaRefusal } from '@bailiwick/backstage-plugin-infra-common';
import { type InfraError, isInfraError } from '@bailiwick/backstage-plugin-infra-node';
import { inTransaction } from '../lib/database';
import { type OpenTestDatabase, openTestDatabase } from '../__testUtils__';
import { AUTHOR, openQuotaHouse, plantTree, type QuotaHouse } from './__testUtils__/quotaHouse';
import { addServers, clearQuota } from './__testUtils__/servers';

const SITE = 'ams1';
const FIRST = { ifNoneMatch: '*' };

describe('reservations', () => {
  let database: OpenTestDatabase;
  /** Processes on the same database. */
  let houses: QuotaHouse[];
  let house: QuotaHouse;
  let [fieldId, departmentId, teamId, otherTeamId]: string[] = [];
  let departments: string[];

  beforeAll(async () => {
    database = await openTestDatabase();
    houses = [openQuotaHouse(database), openQuotaHouse(database), openQuotaHouse(database)];
    [house] = houses;
    const tree = await plantTree(house, { fields: 1, departments: 6, teams: 2 });
    [fieldId] = tree.fields;
    [departmentId] = tree.departments;
    [teamId, otherTeamId] = tree.teams;
    departments = tree.departments;
  });
  beforeEach(async () => {
    await clearQuota(database.knex);
    await addServers(database.knex, [{ fieldId, site: SITE, cpu: 100, ramGb: 1000 }]);
  });
  afterEach(async () => {
    const differences = await house.check.run();
    if (differences.length > 0) throw new Error(`Counters differ: ${JSON.stringify(differences)}`);
  });
  afterAll(async () => {
    for (const each of houses) await each.close();
    await database.drop();
  });

  const grantTeam = async (cpu: number, ramGb = 1000) => {
    const limit = { cpu, ramGb };
    await house.quotas.grant(AUTHOR, { unitId: departmentId, site: SITE, limit, ...FIRST });
    await house.quotas.grant(AUTHOR, { unitId: teamId, site: SITE, limit, ...FIRST });
  };
  const used = async (unitId = teamId): Promise<Amounts> => {
    const unit = await house.units.get(unitId);
    return (await house.quotas.entries(unit))[0].used;
  };
  const stateOf = async (id: string) =>
    (await database.knex('reservations').where({ resource_id: id }).first())?.state;
  const commit = (id: string, by = house) =>
    inTransaction(by.knex, trx => by.reservations.commit(trx, id));
  const release = (id: string, by = house) =>
    inTransaction(by.knex, trx => by.reservations.release(trx, id));
  const refusalOf = (promise: Promise<unknown>): Promise<InfraError> =>
    promise.then(
      () => {
        throw new Error('It was not refused');
      },
      error => error as InfraError,
    );

  it('are held, committed and released, each once', async () => {
    await grantTeam(10);
    const id = await house.request(teamId, SITE, { cpu: 4, ramGb: 8 });
    expect([await stateOf(id), await used()]).toEqual(['held', { cpu: 4, ramGb: 8 }]);
    expect(await commit(id)).toBe(true);
    expect(await commit(id)).toBe(false);
    expect([await stateOf(id), await used()]).toEqual(['committed', { cpu: 4, ramGb: 8 }]);
    expect(await release(id)).toBe(true);
    expect(await release(id)).toBe(false);
    expect(await commit(id)).toBe(false);
    expect([await stateOf(id), await used()]).toEqual(['released', { cpu: 0, ramGb: 0 }]);
  });

  it('can be held anew by a resource whose reservation was released', async () => {
    await grantTeam(10);
    const id = await house.request(teamId, SITE, { cpu: 4, ramGb: 8 });
    const twice = await refusalOf(house.request(teamId, SITE, { cpu: 1, ramGb: 1 }, id));
    expect(twice.message).toBe(`Resource ${id} holds quota already`);
    await release(id);
    await house.request(teamId, SITE, { cpu: 6, ramGb: 1 }, id);
    expect([await stateOf(id), await used()]).toEqual(['held', { cpu: 6, ramGb: 1 }]);
  });

  it('are refused with the figures, in words', async () => {
    await grantTeam(10);
    await house.request(teamId, SITE, { cpu: 8, ramGb: 8 });
    const refusal = await refusalOf(house.request(teamId, SITE, { cpu: 4, ramGb: 1 }));
    expect(refusal).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      message: 'Team 1.1.1 has 2 cores left at ams1 of 10; 4 were asked for',
      details: {
        ...{ unit: '1.1.1', unitId: teamId, site: SITE, dimension: 'cpu' },
        ...{ limit: 10, allotted: 0, used: 8, requested: 4, available: 2 },
      } satisfies QuotaRefusal,
    });
    const none = await refusalOf(house.request(otherTeamId, SITE, { cpu: 1, ramGb: 1 }));
    expect(none.message).toBe('Team 1.1.2 has 0 cores left at ams1 of 0; 1 was asked for');
    expect(await database.knex('resources').count().first()).toEqual({ count: '1' });
  });

  it('tell beforehand what would be refused, and what would be left', async () => {
    await grantTeam(10);
    const wish = { unitId: teamId, site: SITE, amounts: { cpu: 11, ramGb: 1 } };
    expect((await house.reservations.refusal(wish))?.code).toBe('QUOTA_EXCEEDED');
    const fits = { ...wish, amounts: { cpu: 10, ramGb: 1 } };
    expect(await house.reservations.refusal(fits)).toBeUndefined();
    const effects = await house.quotas.effect(teamId, SITE, { cpu: 4, ramGb: 8 });
    expect(effects.map(({ unit, before, after }) => [unit, before.cpu, after.cpu])).toEqual([
      ['Centre', 100, 96],
      ['1', 100, 96],
      ['1.1', 10, 6],
      ['1.1.1', 10, 6],
    ]);
  });

  it('leave nothing behind of a transaction that fails after the hold', async () => {
    await grantTeam(10);
    const failing = inTransaction(house.knex, async trx => {
      const resourceId = randomUUID();
      await trx('resources').insert({
        ...{ id: resourceId, name: 'x', type: 'project', version: '1', unit_id: teamId },
        ...{ state: 'provision', status: 'queued', requested_by: AUTHOR.ref },
      });
      await house.reservations.hold(trx, {
        ...{ resourceId, unitId: teamId, site: SITE, amounts: { cpu: 4, ramGb: 1 } },
      });
      throw new Error('afterwards');
    });
    await expect(failing).rejects.toThrow('afterwards');
    expect(await used()).toEqual({ cpu: 0, ramGb: 0 });
  });

  it('give the last cores to exactly as many of thirty clients as there is room for', async () => {
    await grantTeam(10);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, client) =>
        houses[client % houses.length].request(teamId, SITE, { cpu: 3, ramGb: 1 }),
      ),
    );
    const refused = outcomes.flatMap(outcome =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    expect(refused).toHaveLength(27);
    for (const error of refused) {
      expect(isInfraError(error, 'QUOTA_EXCEEDED')).toBe(true);
      expect((error as InfraError).message).toMatch(
        /has \d+ cores? left at ams1 of 10; 3 were asked for/,
      );
    }
    expect(await used()).toEqual({ cpu: 9, ramGb: 3 });
  });

  it('hand on what is given back while others wait for it', async () => {
    await grantTeam(4);
    const first = await house.request(teamId, SITE, { cpu: 4, ramGb: 1 });
    const wanting = (async () => {
      for (;;) {
        try {
          return await houses[1].request(teamId, SITE, { cpu: 4, ramGb: 1 });
        } catch (error) {
          if (!isInfraError(error, 'QUOTA_EXCEEDED')) throw error;
        }
      }
    })();
    expect(await release(first, houses[2])).toBe(true);
    expect(await stateOf(await wanting)).toBe('held');
    expect(await used()).toEqual({ cpu: 4, ramGb: 1 });
  });

  it('are released once, by whichever of several processes is first', async () => {
    await grantTeam(10);
    const id = await house.request(teamId, SITE, { cpu: 4, ramGb: 8 });
    const changed = await Promise.all(
      Array.from({ length: 9 }, (_, index) => release(id, houses[index % houses.length])),
    );
    expect(changed.filter(Boolean)).toHaveLength(1);
    expect(await used()).toEqual({ cpu: 0, ramGb: 0 });
  });

  it('go with a resource that is removed, and cannot be written past the limit', async () => {
    await grantTeam(10);
    const id = await house.request(teamId, SITE, { cpu: 4, ramGb: 8 });
    await expect(
      database
        .knex('reservations')
        .update({ amounts: { cpu: 11, ramGb: 8 } })
        .where({ resource_id: id }),
    ).rejects.toMatchObject({ code: '40001' });
    await database.knex('resources').where({ id }).delete();
    expect(await used()).toEqual({ cpu: 0, ramGb: 0 });
  });

  it('hold against a limit that is lowered at the same time', async () => {
    await grantTeam(10);
    for (let round = 0; round < 15; round++) {
      const [lowered, held] = await Promise.allSettled([
        houses[1].quotas.grant(AUTHOR, {
          ...{ unitId: teamId, site: SITE, limit: { cpu: 3, ramGb: 1000 } },
          ifMatch: '*',
        }),
        houses[2].request(teamId, SITE, { cpu: 5, ramGb: 1 }),
      ]);
      expect([lowered.status, held.status].toSorted()).toEqual(['fulfilled', 'rejected']);
      if (held.status === 'fulfilled') await release(held.value);
      const limit = { cpu: 10, ramGb: 1000 };
      await house.quotas.grant(AUTHOR, { unitId: teamId, site: SITE, limit, ifMatch: '*' });
    }
  });

  it('rest on grants: one of several first grants of one unit wins, and counts once', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 9 }, (_, index) =>
        houses[index % houses.length].quotas.grant(AUTHOR, {
          ...{ unitId: departmentId, site: SITE, limit: { cpu: 5 + index, ramGb: 1 }, ...FIRST },
        }),
      ),
    );
    const refused = outcomes.flatMap(outcome =>
      outcome.status === 'rejected' ? [(outcome.reason as InfraError).code] : [],
    );
    expect(refused).toEqual(Array.from({ length: 8 }, () => 'STALE_REVISION'));
  });

  it('rest on grants: of six that race for one capacity as many succeed as fit', async () => {
    const outcomes = await Promise.allSettled(
      departments.map((unitId, index) =>
        houses[index % houses.length].quotas.grant(AUTHOR, {
          ...{ unitId, site: SITE, limit: { cpu: 30, ramGb: 0 }, ...FIRST },
        }),
      ),
    );
    const refused = outcomes.flatMap(outcome =>
      outcome.status === 'rejected' ? [outcome.reason as InfraError] : [],
    );
    expect(refused).toHaveLength(3);
    for (const error of refused) {
      expect(error.message).toBe('Field 1 has 10 cores left at ams1 of 100; 30 were asked for');
    }
    const field = await house.units.get(fieldId);
    expect((await house.quotas.entries(field))[0]).toMatchObject({
      ...{ allotted: { cpu: 90, ramGb: 0 }, overcommitted: false },
    });
  });
});
