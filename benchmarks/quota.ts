import { randomUUID } from 'node:crypto';
import type { InfraError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { startBackendUnderTest } from './support/backendUnderTest';
import { findPgbench, pgbench } from './support/pgbench';
import { type BenchPostgres, startBenchPostgres } from './support/postgres';
import { recordStatements, toPgbenchScript } from './support/replay';
import { main, median, report, rounded, tell } from './support/report';
import type { Plan } from '../plugins/infra-backend/src/resources/planning';
import { knownThing, openRequestHouse, type RequestHouse, thing } from './support/requestHouse';

/**
 * Requests admitted per second: the transaction of the service, with resource, run, job, audit entry and reservation, against
 * pgbench running the very same statements. On one team, where everybody waits for one row, and on 200.
 */
const CLIENTS = 32;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const TEAMS = 200;
const SITE = 'ams1';
const PLENTY = { cpu: 1_000_000_000, ramGb: 1_000_000_000 };

/** Ids that pgbench can make from a number. */
const PREFIX = '00000000-0000-4000-8000-';
const MOST = 0xffff_ffff_ffff;
const idOf = (number: number) => `${PREFIX}${number.toString(16).padStart(12, '0')}`;
const idInSql = (variable: string) => `'${PREFIX}' || lpad(to_hex(:${variable}::bigint), 12, '0')`;

const ids = { centre: idOf(1001), field: idOf(1002), department: idOf(1003) };
const teamId = (number: number) => idOf(number);

async function plant(knex: Knex): Promise<void> {
  const above: string[] = [];
  const insert = async (id: string, kind: string, level: number, ancestors: string[]) => {
    await knex('units').insert({
      ...{ id, kind, level, slug: `u${Number.parseInt(id.slice(-8), 16)}`, name: id },
      ...{ parent_id: ancestors.at(-1) ?? null, ancestor_ids: [...ancestors, id] },
    });
    if (level > 0) {
      await knex('quotas').insert({ unit_id: id, site: SITE, limit_amounts: PLENTY });
    }
  };
  for (const [level, kind] of ['center', 'field', 'department'].entries()) {
    const id = Object.values(ids)[level];
    await insert(id, kind, level, [...above]);
    above.push(id);
  }
  for (let number = 1; number <= TEAMS; number++) await insert(teamId(number), 'team', 3, above);
  await knex('sites').insert({ name: SITE });
}

/** Back to the start, so that no round pays for the rows of the one before. */
async function clear(knex: Knex): Promise<void> {
  await knex.raw('TRUNCATE resources, audit_entries CASCADE');
  await knex.raw('TRUNCATE infra_queue.job');
  await knex('quotas').update({ used_amounts: {} });
  await knex.raw('VACUUM (ANALYZE) quotas, units, resources, runs, reservations');
  await knex.raw('CHECKPOINT');
}

/** Plans of requests of all teams; planning comes before the transaction and takes no lock. */
async function plansOf(house: RequestHouse): Promise<Plan[]> {
  return Promise.all(
    Array.from({ length: TEAMS }, async (_, index) => ({
      ...{ type: knownThing, unit: await house.units.get(teamId(index + 1)), site: SITE, name: '' },
      ...{ variables: { slaType: 'bronze' }, cost: { cpu: 2, ramGb: 4 }, parents: [] },
      ...{ labels: {}, integrations: [], warnings: [] },
    })),
  );
}

const request = (house: RequestHouse, plan: Plan, name: string) =>
  house.resources.create(
    { ...plan, name, externalName: `${plan.unit.slug}-${name}` },
    { ref: 'user:default/tess', requestId: 'bench' },
    async () => {},
  );

/** Every client sends its next request when the one before is answered. */
async function requestsPerSecond(ask: () => Promise<void>, seconds: number): Promise<number> {
  let done = 0;
  const end = performance.now() + seconds * 1000;
  const client = async () => {
    while (performance.now() < end) {
      await ask();
      done++;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return done / seconds;
}

const ours = (house: RequestHouse, plans: readonly Plan[]) =>
  requestsPerSecond(
    () => request(house, plans[Math.floor(Math.random() * plans.length)], randomUUID()),
    SECONDS,
  );

/** The recorded transaction of one request, with everything in it that differs from request to request. */
async function baselineScript(house: RequestHouse, knex: Knex, [plan]: readonly Plan[]) {
  const name = randomUUID();
  const statements = await recordStatements(() => request(house, plan, name));
  const { id: resource, last_run_id: run } = await knex('resources').where({ name }).first();
  const script = await toPgbenchScript(knex, statements, [
    { recorded: resource, made: idInSql('resource') },
    { recorded: run ?? (await runOf(knex, resource)), made: idInSql('run') },
    { recorded: name, made: idInSql('resource') },
    { recorded: plan.unit.id, made: idInSql('team') },
  ]);
  tell(`A request is ${statements.length} statements`);
  return (teams: number) =>
    [
      `\\set team random(1, ${teams})`,
      `\\set resource random(1, ${MOST})`,
      `\\set run random(1, ${MOST})`,
      script,
    ].join('\n');
}

async function runOf(knex: Knex, resourceId: string): Promise<string> {
  return (await knex('runs').where({ resource_id: resourceId }).first('id')).id;
}

/** Both sides in turn, so that whatever else the machine does weighs on both. */
async function compare(
  teams: number,
  { house, knex, plans, postgres, script, binary }: Bench,
): Promise<{ ours: number; baseline: number | null; ratio: number | null }> {
  const rounds: { ours: number; baseline: number | null }[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    await clear(knex);
    const mine = await ours(house, plans.slice(0, teams));
    await clear(knex);
    const baseline = binary
      ? await pgbench(binary, postgres.connection, script(teams), {
          clients: CLIENTS,
          seconds: SECONDS,
        })
      : null;
    tell(
      `${teams} teams, round ${round}: ours ${mine.toFixed(0)}/s, pgbench ${baseline?.toFixed(0)}/s`,
    );
    rounds.push({ ours: mine, baseline });
  }
  const baselines = rounds.flatMap(({ baseline }) => baseline ?? []);
  const ratios = rounds.flatMap(({ ours: mine, baseline }) => (baseline ? mine / baseline : []));
  return {
    ours: Math.round(median(rounds.map(round => round.ours))),
    baseline: baselines.length > 0 ? Math.round(median(baselines)) : null,
    ratio: ratios.length > 0 ? rounded(median(ratios)) : null,
  };
}

/** The same through the REST API of a backend in a process of its own, each request with an Idempotency-Key. */
async function throughHttp({ postgres, knex }: Bench): Promise<number> {
  await clear(knex);
  const backend = await startBackendUnderTest({
    connection: postgres.connection,
    teamId: teamId(1),
  });
  try {
    const ask = async () => {
      const name = randomUUID();
      const wish = { type: thing.name, name, unitId: teamId(1), site: SITE, variables: {} };
      await backend.create('/resources', wish, { 'idempotency-key': name });
    };
    await requestsPerSecond(ask, 1);
    return await requestsPerSecond(ask, SECONDS);
  } finally {
    backend.stop();
  }
}

/** Races for a limit that is not enough for all; answers how many cores are over it, which must be none. */
async function coresOver(
  house: RequestHouse,
  knex: Knex,
  [plan]: readonly Plan[],
): Promise<number> {
  await clear(knex);
  const limit = { cpu: 601, ramGb: 1_000_000 };
  await knex('quotas').where({ unit_id: plan.unit.id }).update({ limit_amounts: limit });
  let refused = 0;
  const client = async () => {
    while (refused < CLIENTS * 3) {
      await request(house, plan, randomUUID()).catch((error: InfraError) => {
        if (error.code !== 'QUOTA_EXCEEDED') throw error;
        refused++;
      });
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const { cpu } = (await house.quotas.entries(plan.unit))[0].used;
  if (cpu !== 600) throw new Error(`${cpu} of 601 cores are used, where 300 requests for 2 fit`);
  return Math.max(0, cpu - limit.cpu);
}

interface Bench {
  postgres: BenchPostgres;
  house: RequestHouse;
  knex: Knex;
  plans: Plan[];
  script: (teams: number) => string;
  binary?: string;
}

async function measure(bench: Bench): Promise<void> {
  const { house, knex, plans } = bench;
  const hot = await compare(1, bench);
  const spread = await compare(TEAMS, bench);
  const http = await throughHttp(bench);
  tell(`One team through HTTP: ${http.toFixed(0)}/s`);
  const over = await coresOver(house, knex, plans);
  const differences = await house.check.run();
  report({
    bench: 'quota',
    unit: 'requests/s',
    ...hot,
    ...{ clients: CLIENTS, hot, teams200: spread },
    http: { ours: Math.round(http), ofHot: rounded(http / hot.ours) },
    coresOver: over,
    counterDifferences: differences.filter(({ counter }) => ['used', 'overdrawn'].includes(counter))
      .length,
  });
}

main(async () => {
  const binary = findPgbench();
  if (!binary)
    tell('There is no pgbench: apt-get install postgresql-contrib. Only ours is measured.');
  const postgres = await startBenchPostgres();
  // One connection more, on which the process listens.
  const knex = postgres.connect(CLIENTS + 1);
  await plant(knex);
  const house = openRequestHouse(knex);
  await house.engine.start();
  try {
    const plans = await plansOf(house);
    await request(house, plans[0], 'warm-up');
    const script = await baselineScript(house, knex, plans);
    await measure({ postgres, house, knex, plans, script, binary });
  } finally {
    await house.engine.stop();
    await postgres.stop();
  }
});
