import type { UnitQuotaHistory } from '@bailiwick/backstage-plugin-infra-common';
import { ConfigReader } from '@backstage/config';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';
import { BudgetHistoryStore } from './BudgetHistoryStore';
import { addServers, clearQuota } from './__testUtils__/servers';
import { readHistoryOptions } from './QuotaHistory';
import { QuotaHistoryStore } from './QuotaHistoryStore';

const DAY_MS = 24 * 3_600_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
const amounts = (cpu: number) => ({ cpu, ramGb: cpu });

describe('the history of quotas', () => {
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let store: QuotaHistoryStore;
  let [ada, tess, otto]: Caller[] = [];

  beforeAll(async () => {
    backend = await startInfraBackend();
    units = await buildSmallOrganisation(backend);
    [ada, tess, otto] = ['ada', 'tess', 'otto'].map(name => backend.as(name));
    store = new QuotaHistoryStore(backend.database.knex);
  });
  beforeEach(async () => {
    const { knex } = backend.database;
    await knex('quota_history').delete();
    await clearQuota(knex);
    await addServers(knex, [{ fieldId: units.commerce.id, site: 'ams1', cpu: 60, ramGb: 60 }]);
  });
  afterAll(() => backend.stop());

  const grant = async (unitId: string, cpu: number) => {
    const { body } = await ada.get(`/units/${unitId}/quota`);
    const { etag } = body.sites[0];
    const headers: Record<string, string> = etag ? { 'If-Match': etag } : { 'If-None-Match': '*' };
    await ada.put(`/units/${unitId}/quota/ams1`, amounts(cpu), headers).expect(200);
  };
  const historyOf = async (unitId: string, query = '', caller = ada): Promise<UnitQuotaHistory> =>
    (await caller.get(`/units/${unitId}/quota/history${query}`).expect(200)).body;
  const remember = (unitId: string, days: number, limit: number, used: number) =>
    backend.database.knex('quota_history').insert({
      ...{ unit_id: unitId, site: 'ams1', at: daysAgo(days) },
      ...{ limit_amounts: amounts(limit), used_amounts: amounts(used) },
    });

  it('is written when something has changed, for every unit above it as well, and not otherwise', async () => {
    await grant(units.payments.id, 40);
    await grant(units.checkout.id, 20);
    const { knex } = backend.database;
    expect(await store.record()).toBeGreaterThanOrEqual(4);
    expect(await store.record()).toBe(0);

    await grant(units.checkout.id, 30);
    expect(await store.record()).toBe(1);
    await knex('quotas')
      .where({ unit_id: units.checkout.id })
      .update({ used_amounts: amounts(7) });
    // The team, its department, its field and the centre use more.
    expect(await store.record()).toBe(4);
    const rows = await knex('quota_history').where({ unit_id: units.checkout.id }).orderBy('at');
    expect(rows.map(row => [row.limit_amounts.cpu, row.used_amounts.cpu])).toEqual([
      [20, 0],
      [30, 0],
      [30, 7],
    ]);
    const field = await historyOf(units.commerce.id);
    expect(field.sites[0].points.at(-1)).toMatchObject({ limit: amounts(60), used: amounts(7) });
  });

  it('answers what held at the beginning, each change, and what is now', async () => {
    await grant(units.payments.id, 40);
    await grant(units.checkout.id, 20);
    for (const [days, limit, used] of [
      [40, 5, 1],
      [35, 6, 2],
      [10, 8, 3],
    ]) {
      await remember(units.checkout.id, days, limit, used);
    }
    const { from, to, sites } = await historyOf(units.checkout.id, '', tess);
    expect(Date.parse(to) - Date.parse(from)).toBe(30 * DAY_MS);
    expect(sites).toMatchObject([
      {
        site: 'ams1',
        points: [
          { at: from, limit: amounts(6), used: amounts(2) },
          { limit: amounts(8), used: amounts(3) },
          { at: to, limit: amounts(20), used: amounts(0) },
        ],
      },
    ]);
    const past = `?from=${daysAgo(38).toISOString()}&to=${daysAgo(34).toISOString()}`;
    const then = await historyOf(units.checkout.id, past);
    expect(then.sites[0].points.map(({ limit }) => limit.cpu)).toEqual([5, 6]);
    expect((await historyOf(units.checkout.id, `${past}&site=fra2`)).sites).toEqual([]);
  });

  it('is thinned to what a chart can show', async () => {
    await backend.database.knex.raw(
      `INSERT INTO quota_history (unit_id, site, at, limit_amounts, used_amounts)
       SELECT ?, 'ams1', now() - n * interval '1 minute', '{"cpu": 9}', jsonb_build_object('cpu', n % 7)
       FROM generate_series(1, 20000) AS n`,
      [units.checkout.id],
    );
    const { sites } = await historyOf(units.checkout.id);
    expect(sites[0].points.length).toBeLessThanOrEqual(502);
    const times = sites[0].points.map(({ at }) => at);
    expect(times).toEqual([...times].sort());
  });

  it('is forgotten after a while, but for what still held then', async () => {
    for (const days of [90, 80, 60, 5]) await remember(units.checkout.id, days, days, 0);
    expect(await store.forget(70 * 24)).toBe(1);
    const { knex } = backend.database;
    const rows = await knex('quota_history').orderBy('at').pluck('limit_amounts');
    expect(rows.map(({ cpu }) => cpu)).toEqual([80, 60, 5]);
  });

  it('of budgets is read, thinned and forgotten the same', async () => {
    const { knex } = backend.database;
    const unit_id = units.checkout.id;
    await knex('budget_history').insert(
      [90, 80, 60, 5].map(days => ({ unit_id, at: daysAgo(days), monthly_limit: days, used: 1 })),
    );
    const { from, budget } = await historyOf(unit_id);
    expect(budget.map(({ limit }) => limit)).toEqual([60, 5, null]);
    expect(budget[0].at).toBe(from);
    await knex.raw(
      `INSERT INTO budget_history (unit_id, at, monthly_limit, used)
       SELECT ?, now() - n * interval '1 minute', 9, n % 7 FROM generate_series(1, 5000) AS n`,
      [unit_id],
    );
    expect((await historyOf(unit_id)).budget.length).toBeLessThanOrEqual(502);
    expect(await new BudgetHistoryStore(knex).forget(70 * 24)).toBe(1);
    const oldest = await knex('budget_history').orderBy('at').first();
    expect(Number(oldest.monthly_limit)).toBe(80);
    await knex('budget_history').delete();
  });

  it('is for those who may read the quota', async () => {
    await otto.get(`/units/${units.checkout.id}/quota/history`).expect(404);
    await tess.get(`/units/${units.payments.id}/quota/history`).expect(404);
  });

  it.each([
    ['from=yesterday', '/from'],
    ['to=2026-13-01', '/to'],
    ['from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', '/to'],
    ['from=2999-01-01T00:00:00Z', '/from'],
    ['site=-', '/site'],
  ])('refuses %s', async (query, pointer) => {
    const { body } = await ada
      .get(`/units/${units.checkout.id}/quota/history?${query}`)
      .expect(400);
    expect(body.error).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ pointer: `/query${pointer}` }],
    });
  });

  it('is configured in durations that make sense', () => {
    const read = (history: object) =>
      readHistoryOptions(new ConfigReader({ infra: { quota: { history } } }));
    expect(read({})).toEqual({ intervalMs: 600_000, retentionMs: 400 * DAY_MS });
    expect(read({ interval: { hours: 1 }, retention: '30d' })).toEqual({
      ...{ intervalMs: 3_600_000, retentionMs: 30 * DAY_MS },
    });
    expect(() => read({ interval: { seconds: 1 } })).toThrow(
      'infra.quota.history.interval must be at least 1 minutes',
    );
  });
});
