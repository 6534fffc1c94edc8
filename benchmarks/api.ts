import { randomUUID } from 'node:crypto';
import { type ResourceQuery, resourceQuerySchema } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import type { Actor } from '../plugins/infra-backend/src/access';
import { noCredentials } from '../plugins/infra-backend/src/runs/__testUtils__/quietServices';
import { startBenchPostgres } from './support/postgres';
import { main, median, report, rounded, tell } from './support/report';
import { openRequestHouse, type RequestHouse } from './support/requestHouse';

/**
 * What lists, filters and trees cost with ten thousand resources and with a million, for an administrator, for a department and for a
 * team: it must not grow with the table. Teams keep their size, as in life; there are more of them.
 */
const SIZES = (process.env.BENCH_SIZES ?? '10000,1000000').split(',').map(Number);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 30);
const PER_TEAM = 500;
const TEAMS_OF_DEPARTMENT = 5;
const SITE = 'ams1';
const AUTHOR = { ref: 'user:default/bench' };

interface Place {
  id: string;
  level: number;
  ancestorIds: readonly string[];
}

/** The first department and its first team; all others are alike. */
async function plant(house: RequestHouse, knex: Knex, resources: number) {
  const { units } = house;
  const center = await units.create(AUTHOR, { kind: 'center', name: 'Centre' });
  const field = await units.create(AUTHOR, { kind: 'field', name: 'Field', parentId: center.id });
  const teams = Math.ceil(resources / PER_TEAM);
  const departments: Place[] = [];
  const teamIds: string[] = [];
  let first: Place | undefined;
  for (let index = 0; index < teams; index++) {
    if (index % TEAMS_OF_DEPARTMENT === 0) {
      const name = `Department ${departments.length}`;
      departments.push(
        await units.create(AUTHOR, { kind: 'department', name, parentId: field.id }),
      );
    }
    const parentId = departments.at(-1)!.id;
    const team = await units.create(AUTHOR, { kind: 'team', name: `Team ${index}`, parentId });
    first ??= team;
    teamIds.push(team.id);
  }
  await knex('sites').insert({ name: SITE });
  await fill(knex, teamIds, resources);
  return { center, department: departments[0], team: first! };
}

/** Resources as years leave them: most are provisioned, some destroyed, few under way; every tenth rests upon the one before. */
async function fill(knex: Knex, teamIds: readonly string[], resources: number): Promise<void> {
  await knex.raw(
    `INSERT INTO resources (id, name, type, version, unit_id, site, external_name, state, status, requested_by, created_at, updated_at)
     SELECT gen_random_uuid(), 'thing-' || lpad(n::text, 8, '0'), 'thing', '1', (:teams::uuid[])[1 + n % :count], :site, 'thing-' || n,
       CASE WHEN n % 4 = 0 THEN 'destroyed' ELSE 'provisioned' END,
       CASE WHEN n % 4 <> 0 AND n % 100 = 1 THEN 'error' ELSE 'done' END,
       'user:default/person-' || n % 5000, now() - n * interval '1 second', now() - n * interval '1 second'
     FROM generate_series(1, :resources::int) AS n`,
    { teams: [...teamIds], count: teamIds.length, site: SITE, resources },
  );
  await knex.raw(
    `INSERT INTO resource_parents (resource_id, parent_id)
     SELECT child.id, parent.id FROM resources AS child
     JOIN resources AS parent ON parent.external_name = 'thing-' || (substr(child.external_name, 7)::int - :count)
     WHERE substr(child.external_name, 7)::int % 10 = 0`,
    { count: teamIds.length },
  );
  await knex.raw('VACUUM ANALYZE resources');
  await knex.raw('VACUUM ANALYZE resource_parents');
}

const actor = (role: 'center_admin' | 'dept_admin' | 'team_lead', unit?: Place): Actor => ({
  ref: 'user:default/reader',
  kind: 'user',
  credentials: noCredentials,
  bindings: [{ role, source: 'manual', ...(unit ? { unitId: unit.id, unit } : {}) }],
  memberOf: async () => [],
  requestId: randomUUID(),
});

async function measure(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS + 3; round++) {
    const began = performance.now();
    await work();
    if (round >= 3) times.push(performance.now() - began);
  }
  return median(times);
}

async function figures(resources: number): Promise<Record<string, number>> {
  const postgres = await startBenchPostgres();
  try {
    const knex = postgres.connect(4);
    const house = openRequestHouse(knex);
    const { department, team } = await plant(house, knex, resources);
    tell(`${resources} resources are there`);
    const { authorizedResources } = house;
    const readers = {
      administrator: actor('center_admin'),
      department: actor('dept_admin', department),
      team: actor('team_lead', team),
    };
    const queries: Record<string, Partial<Record<keyof ResourceQuery, string>>> = {
      newest: {},
      'by name': { sort: 'name' },
      failed: { status: 'error' },
      'part of a name': { q: '00004242' },
      'of a requester': { requestedBy: 'user:default/person-7' },
      'of a type and state': { type: 'thing', state: 'provisioned' },
    };
    const result: Record<string, number> = {};
    for (const [who, reader] of Object.entries(readers)) {
      for (const [what, given] of Object.entries(queries)) {
        const query = resourceQuerySchema.parse(given);
        const first = await authorizedResources.list(reader, query);
        result[`${who}: ${what}`] = await measure(() => authorizedResources.list(reader, query));
        if (first.nextCursor) {
          const next = { ...query, cursor: first.nextCursor };
          result[`${who}: ${what}, second page`] = await measure(() =>
            authorizedResources.list(reader, next),
          );
        }
      }
    }
    const { rows } = await knex.raw('SELECT resource_id AS id FROM resource_parents LIMIT 1');
    result['relatives of one'] = await measure(() =>
      authorizedResources.tree(readers.administrator, rows[0].id, 'both'),
    );
    result['one resource'] = await measure(() =>
      authorizedResources.get(readers.administrator, rows[0].id),
    );
    await house.engine.stop();
    return result;
  } finally {
    await postgres.stop();
  }
}

main(async () => {
  const [small, large] = SIZES;
  const few = await figures(small);
  const many = await figures(large);
  const ratios = Object.entries(few).map(([what, ms]) => ({
    ...{ what, few: rounded(ms), many: rounded(many[what]) },
    ratio: rounded(many[what] / ms),
  }));
  for (const { what, ...rest } of ratios) tell(`${what}: ${JSON.stringify(rest)}`);
  const worst = ratios.toSorted((a, b) => b.ratio - a.ratio)[0];
  report({
    bench: 'api',
    unit: 'ms a request (median), worst of all requests',
    ours: worst.many,
    baseline: worst.few,
    ratio: worst.ratio,
    worst: worst.what,
    medianRatio: median(ratios.map(({ ratio }) => ratio)),
    resources: SIZES,
  });
});
