import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromKnex, PgBoss } from 'pg-boss';
import { plantTeam, SITE } from './support/plantTeam';
import { startBenchPostgres } from './support/postgres';
import { main, report, rounded, tell } from './support/report';
import { knownThing, openRequestHouse } from './support/requestHouse';
import { BASELINE_QUEUE, type BenchWorker, startBenchWorker } from './support/benchWorker';

/**
 * How long a request waits until a worker starts on it, and how many runs that do nothing get through with 1, 2 and 4 worker
 * processes. The baseline is pg-boss alone with a handler that does nothing: no states, no quota, no log, no lease. It is told of
 * new work by looking twice a second, and takes twenty jobs at a time.
 *
 * Runs that do nothing keep the processors busy, so beyond as many workers as there are processors there is nothing to gain. What workers add
 * shows with runs that wait for something outside, as those of tools do: these are measured besides.
 */
const REQUESTS = Number(process.env.BENCH_REQUESTS ?? 100);
const RUNS = Number(process.env.BENCH_RUNS ?? 3000);
const WORKERS = (process.env.BENCH_WORKERS ?? '1,2,4').split(',').map(Number);
const WAITING_RUNS = Number(process.env.BENCH_WAITING_RUNS ?? 400);
const WAIT_MS = 1000;

/** Asks for a thing; its name tells it from the others. */
type Request = (name: string) => Promise<void>;

const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

/** Milliseconds from the request to the start of the work, one request at a time on an idle worker. */
async function latencies(worker: BenchWorker, request: Request) {
  const waits: number[] = [];
  for (let index = 0; index < REQUESTS + 5; index++) {
    const name = `wait-${index}-${randomUUID().slice(0, 8)}`;
    const started = worker.startOf(name);
    const asked = Date.now();
    await request(name);
    const wait = (await started) - asked;
    // The first ones meet cold caches and unprepared statements.
    if (index >= 5) waits.push(wait);
    await sleep(Math.random() * 100);
  }
  const sorted = waits.toSorted((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) };
}

/** Runs per second, from the moment when the workers are let go on what was queued before. */
async function throughput(
  workers: readonly BenchWorker[],
  queue: () => Promise<void>,
  left: () => Promise<number>,
  runs = RUNS,
): Promise<number> {
  await queue();
  const began = performance.now();
  await Promise.all(workers.map(worker => worker.go()));
  while ((await left()) > 0) await sleep(20);
  return runs / ((performance.now() - began) / 1000);
}

/** Has `amount` calls made by a few clients at a time. */
async function concurrently(amount: number, call: (index: number) => Promise<unknown>) {
  let next = 0;
  const client = async () => {
    while (next < amount) await call(next++);
  };
  await Promise.all(Array.from({ length: 8 }, client));
}

main(async () => {
  const postgres = await startBenchPostgres();
  const workers: BenchWorker[] = [];
  const boss = { plain: undefined as PgBoss | undefined };
  try {
    const knex = postgres.connect(10);
    const house = openRequestHouse(knex);
    await house.engine.start();
    const unit = await plantTeam(house, knex);
    const plain = new PgBoss({ db: fromKnex(knex), schema: 'plain', schedule: false });
    boss.plain = await plain.start();
    await plain.createQueue(BASELINE_QUEUE);

    const { connection } = postgres;
    const start = async (kind: 'ours' | 'baseline', count: number, workMs = 0) => {
      const started = await Promise.all(
        Array.from({ length: count }, () => startBenchWorker({ kind, connection, workMs })),
      );
      workers.push(...started);
      return started;
    };
    const stop = async () => {
      await Promise.all(workers.splice(0).map(worker => worker.stop()));
    };

    const requests: Record<'ours' | 'baseline', Request> = {
      ours: name =>
        house.resources.create(
          {
            ...{ type: knownThing, unit, site: SITE, name, externalName: name, parents: [] },
            ...{
              variables: {},
              cost: { cpu: 1, ramGb: 1 },
              labels: {},
              integrations: [],
              warnings: [],
            },
          },
          { ref: 'user:default/bench' },
          async () => {},
        ),
      baseline: async name => {
        await plain.send(BASELINE_QUEUE, { name });
      },
    };
    const left = {
      ours: async () =>
        Number(
          (await knex('runs').whereIn('status', ['queued', 'in_progress']).count().first())?.count,
        ),
      baseline: async () =>
        Number(
          (await knex('plain.job').whereIn('state', ['created', 'active']).count().first())?.count,
        ),
    };

    const latency: Partial<Record<'ours' | 'baseline', { p50: number; p95: number }>> = {};
    for (const kind of ['ours', 'baseline'] as const) {
      const [worker] = await start(kind, 1);
      await worker.go();
      latency[kind] = await latencies(worker, requests[kind]);
      tell(`${kind}: from request to start ${JSON.stringify(latency[kind])} ms`);
      await stop();
    }

    const rates: Record<string, { ours: number; baseline: number; ratio: number }> = {};
    for (const count of WORKERS) {
      const rate = { ours: 0, baseline: 0 };
      for (const kind of ['ours', 'baseline'] as const) {
        const started = await start(kind, count);
        rate[kind] = await throughput(
          started,
          () => concurrently(RUNS, index => requests[kind](`run-${count}-${index}`)),
          left[kind],
        );
        tell(`${kind}, ${count} workers: ${rate[kind].toFixed(0)} runs/s`);
        await stop();
      }
      rates[count] = {
        ours: Math.round(rate.ours),
        baseline: Math.round(rate.baseline),
        ratio: rounded(rate.ours / rate.baseline),
      };
    }
    const waiting: Record<string, number> = {};
    for (const count of WORKERS) {
      const started = await start('ours', count, WAIT_MS);
      const queue = () =>
        concurrently(WAITING_RUNS, index => requests.ours(`waits-${count}-${index}`));
      waiting[count] = rounded(await throughput(started, queue, left.ours, WAITING_RUNS), 1);
      tell(`ours, ${count} workers, runs of ${WAIT_MS} ms: ${waiting[count]} runs/s`);
      await stop();
    }
    await house.engine.stop();
    report({
      bench: 'runs',
      unit: 'ms from request to start (p50)',
      ours: latency.ours?.p50,
      baseline: latency.baseline?.p50,
      ratio: rounded((latency.ours?.p50 ?? 0) / (latency.baseline?.p50 ?? 1)),
      latency,
      runsPerSecond: rates,
      waitingRunsPerSecond: waiting,
    });
  } finally {
    await Promise.all(workers.map(worker => worker.stop()));
    await boss.plain?.stop({ graceful: false, close: false });
    await postgres.stop();
  }
});
