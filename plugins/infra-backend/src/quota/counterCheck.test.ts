import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { AuditTrail } from '../audit';
import { type OpenTestDatabase, openTestDatabase } from '../__testUtils__';
import { CounterCheck } from './CounterCheck';
import { CounterStore } from './CounterStore';
import { AUTHOR, openQuotaHouse, plantTree, type QuotaHouse } from './__testUtils__/quotaHouse';
import { addServers } from './__testUtils__/servers';

const SITE = 'ams1';

describe('the nightly check of counters', () => {
  let database: OpenTestDatabase;
  let house: QuotaHouse;
  let [fieldId, departmentId, teamId, resourceId]: string[] = [];
  const logger = mockServices.logger.mock();
  const record = jest.fn();
  let check: CounterCheck;

  beforeAll(async () => {
    database = await openTestDatabase();
    house = openQuotaHouse(database);
    const tree = await plantTree(house, { fields: 1, departments: 1, teams: 1 });
    [[fieldId], [departmentId], [teamId]] = [tree.fields, tree.departments, tree.teams];
    const { knex } = database;
    await addServers(knex, [
      { fieldId, site: SITE, cpu: 40, ramGb: 40 },
      { fieldId, site: SITE, cpu: 8, ramGb: 8, status: 'offline' },
    ]);
    for (const unitId of [departmentId, teamId]) {
      const limit = { cpu: 20, ramGb: 20 };
      await house.quotas.grant(AUTHOR, { unitId, site: SITE, limit, ifNoneMatch: '*' });
    }
    resourceId = await house.request(teamId, SITE, { cpu: 4, ramGb: 4 });
    check = new CounterCheck({
      ...{ knex, logger, store: new CounterStore(knex), audit: new AuditTrail(knex) },
      metrics: metricsServiceMock.mock({ createGauge: () => ({ record }) }),
    });
  });
  beforeEach(() => jest.clearAllMocks());
  afterAll(async () => {
    await house.close();
    await database.drop();
  });

  it('finds nothing where all was done by the services', async () => {
    expect(await check.run()).toEqual([]);
    expect(record).toHaveBeenCalledWith(0);
    expect(logger.error).not.toHaveBeenCalled();
  });

  it.each([
    [
      'used',
      () => teamId,
      { used_amounts: { cpu: 5, ramGb: 4 } },
      { cpu: 5, ramGb: 4 },
      { cpu: 4, ramGb: 4 },
    ],
    [
      'allotted',
      () => departmentId,
      { allotted_amounts: {} },
      { cpu: 0, ramGb: 0 },
      { cpu: 20, ramGb: 20 },
    ],
    [
      'limit',
      () => fieldId,
      { limit_amounts: { cpu: 48, ramGb: 48 } },
      { cpu: 48, ramGb: 48 },
      { cpu: 40, ramGb: 40 },
    ],
  ])(
    'tells of %s that is not what it counts, and leaves it',
    async (counter, unitId, change, counted, actual) => {
      const { knex } = database;
      const place = { unit_id: unitId(), site: SITE };
      const before = await knex('quotas').where(place).first();
      await knex('quotas').where(place).update(change);

      expect(await check.run()).toEqual([
        { counter, unitId: unitId(), site: SITE, counted, actual },
      ]);
      expect(record).toHaveBeenCalledWith(1);
      expect(logger.error).toHaveBeenCalledWith(
        expect.stringContaining(
          `1 counters of quota differ from what they count: ${counter} of ${unitId()} at ams1`,
        ),
      );
      const entry = await knex('audit_entries').orderBy('id', 'desc').first();
      expect(entry).toMatchObject({
        ...{ event: 'quota-difference-found', actor: 'plugin:infra' },
        ...{ subject_kind: 'quota', subject_id: `${unitId()}/${SITE}` },
        ...{ before: { counter, ...counted }, after: { counter, ...actual } },
      });
      expect(await knex('quotas').where(place).first()).toMatchObject(change);
      await knex('quotas').where(place).update({
        used_amounts: before.used_amounts,
        allotted_amounts: before.allotted_amounts,
        limit_amounts: before.limit_amounts,
      });
    },
  );

  it('tells of a team that uses more than it has', async () => {
    const { knex } = database;
    const place = { unit_id: teamId, site: SITE };
    await knex('quotas')
      .where(place)
      .update({ limit_amounts: { cpu: 3, ramGb: 20 } });
    const found = await check.run();
    expect(found.map(({ counter, unitId }) => [counter, unitId])).toEqual(
      expect.arrayContaining([
        ['overdrawn', teamId],
        ['allotted', departmentId],
      ]),
    );
    await knex('quotas')
      .where(place)
      .update({ limit_amounts: { cpu: 20, ramGb: 20 } });
  });

  it('tells of sites whose servers were changed by hand', async () => {
    const { knex } = database;
    await knex('servers').where({ status: 'offline' }).update({ cpu: 9 });
    expect(await check.run()).toEqual([
      {
        ...{ counter: 'offline', site: SITE },
        ...{ counted: { cpu: 8, ramGb: 8 }, actual: { cpu: 9, ramGb: 8 } },
      },
    ]);
    await knex('servers').where({ status: 'offline' }).update({ cpu: 8 });
  });

  it('tells of a reservation that was written with its trigger switched off', async () => {
    const { knex } = database;
    await knex.transaction(async trx => {
      await trx.raw("SET LOCAL session_replication_role = 'replica'");
      await trx('reservations').where({ resource_id: resourceId }).update({ state: 'released' });
    });
    expect(await check.run()).toMatchObject([{ counter: 'used', actual: { cpu: 0, ramGb: 0 } }]);
  });

  it('is scheduled at night', async () => {
    const scheduler = mockServices.scheduler.mock();
    await check.schedule(scheduler);
    expect(scheduler.scheduleTask).toHaveBeenCalledWith(
      expect.objectContaining({
        id: 'infra-check-quota-counters',
        frequency: { cron: '17 3 * * *' },
      }),
    );
  });
});
