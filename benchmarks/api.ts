import { createHash, randomUUID } from 'node:crypto';
import { type ResourceQuery, resourceQuerySchema } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import type { Actor } from '../plugins/infra-backend/src/access';
import { noCredentials } from '../plugins/infra-backend/src/runs/__testUtils__/quietServices';
import { startBenchPostgres } from './support/postgres';
import { main, median, report, rounded, tell } from './support/report';
import { openRequestHouse, type RequestHouse } from './support/requestHouse';

/**
 * What lists, filters and trees cost with ten thousand resources and with a million, for an administrator, for a department and for a
 * team: it must not grow with the table. Teams and what one person asked for keep their size, as in life; there are more of them. Names
 * are words and something that tells them apart.
 */
const SIZES = (process.env.BENCH_SIZES ?? '10000,1000000').split(',').map(Number);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 30);
const PER_TEAM = 500;
const PER_PERSON = 50;
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

const ADJECTIVES = ['amber', 'brisk', 'calm', 'dusty', 'early', 'fresh', 'green', 'huge', 'icy'];
const NOUNS = ['orders', 'ledger', 'search', 'mail', 'billing', 'stock', 'media', 'audit', 'cache'];

/** Resources as years leave them: most are provisioned, some destroyed, few under way; every tenth rests upon the one before. */
async function fill(knex: Knex, teamIds: readonly string[], resources: number): Promise<void> {
  await knex.raw(
    `INSERT INTO resources (id, name, type, version, unit_id, site, external_name, state, status, requested_by, created_at, updated_at)
     SELECT gen_random_uuid(), (:adjectives::text[])[1 + n % 9] || '-' || (:nouns::text[])[1 + n / 9 % 9] || '-' || substr(md5(n::text), 1, 8),
       'thing', '1', (:teams::uuid[])[1 + n % :count], :site, 'thing-' || n,
       CASE WHEN n % 4 = 0 THEN 'destroyed' ELSE 'provisioned' END,
       CASE WHEN n % 4 <> 0 AND n % 100 = 1 THEN 'error' ELSE 'done' END,
       'user:default/person-' || n % :people, now() - n * interval '1 second', now() - n * interval '1 second'
     FROM generate_series(1, :resources::int) AS n`,
    {
      ...{ teams: [...teamIds], count: teamIds.length, site: SITE, resources },
      ...{ adjectives: ADJECTIVES, nouns: NOUNS, people: resources / PER_PERSON },
    },
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

/** A request by its name, and how it is made of the resources of one size. */
type Requests = Record<string, () => Promise<unknown>>;

const QUERIES: Record<string, Partial<Record<keyof ResourceQuery, string>>> = {
  newest: {},
  'by name': { sort: 'name' },
  failed: { status: 'error' },
  'part of a name': { q: createHash('md5').update('4242').digest('hex').slice(0, 8) },
  'of a requester': { requestedBy: 'user:default/person-7' },
  'of a type and state': { type: 'thing', state: 'provisioned' },
};

/** A database with so many resources, and what is asked of it. */
async function lay(resources: number) {
  const postgres = await startBenchPostgres();
  const knex = postgres.connect(4);
  const house = openRequestHouse(knex);
  const { department, team } = await plant(house, knex, resources);
  tell(`${resources} resources are there`);
  const { readable } = house;
  const readers = {
    administrator: actor('center_admin'),
    department: actor('dept_admin', department),
    team: actor('team_lead', team),
  };
  const requests: Requests = {};
  for (const [who, reader] of Object.entries(readers)) {
    for (const [what, given] of Object.entries(QUERIES)) {
      const query = resourceQuerySchema.parse(given);
      requests[`${who}: ${what}`] = () => readable.list(reader, query);
      const { nextCursor } = await readable.list(reader, query);
      if (nextCursor) {
        const next = { ...query, cursor: nextCursor };
        requests[`${who}: ${what}, second page`] = () => readable.list(reader, next);
      }
    }
  }
  const { rows } = await knex.raw('SELECT resource_id AS id FROM resource_parents LIMIT 1');
  requests['relatives of one'] = () => readable.tree(readers.administrator, rows[0].id, 'both');
  requests['one resource'] = () => readable.get(readers.administrator, rows[0].id);
  const close = async () => {
    await house.engine.stop();
    await postgres.stop();
  };
  return { requests, close };
}

/** Milliseconds of each, taken in turns, so that what else the machine does is shared by all. */
async function measure(works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const times = works.map((): number[] => []);
  for (let round = 0; round < ROUNDS + 3; round++) {
    for (const [index, work] of works.entries()) {
      const began = performance.now();
      await work();
      if (round >= 3) times[index].push(performance.now() - began);
    }
  }
  return times.map(median);
}

main(async () => {
  const small = await lay(SIZES[0]);
  const large = await lay(SIZES[1]);
  const ratios: { what: string; few: number; many: number; ratio: number }[] = [];
  try {
    for (const [what, request] of Object.entries(small.requests)) {
      const other = large.requests[what];
      if (!other) throw new Error(`${what}: only ${SIZES[0]} resources fill a second page`);
      const [few, many] = await measure([request, other]);
      ratios.push({ what, few: rounded(few), many: rounded(many), ratio: rounded(many / few) });
      tell(JSON.stringify(ratios.at(-1)));
    }
  } finally {
    await small.close();
    await large.close();
  }
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
