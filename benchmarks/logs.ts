import { setTimeout as sleep } from 'node:timers/promises';
import { startBackendUnderTest } from './support/backendUnderTest';
import { startBenchWorker } from './support/benchWorker';
import { plantTeam, SITE } from './support/plantTeam';
import { startBenchPostgres } from './support/postgres';
import { main, median, report, rounded, tell } from './support/report';
import { openRequestHouse } from './support/requestHouse';

/**
 * A run that writes a hundred thousand lines, followed by fifty readers through HTTP, and by none. Every reader must get every line,
 * in order. Worker, backend and readers are three processes on the same machine, so what the readers cost the run is the processor
 * that they share.
 */
const LINES = Number(process.env.BENCH_LINES ?? 100_000);
const READERS = Number(process.env.BENCH_READERS ?? 50);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);

/** Reads a log to its end; answers how many lines came. Throws where one is missing, doubled or out of order. */
async function readAll(stream: AsyncIterable<string>): Promise<number> {
  let rest = '';
  let last = 0;
  for await (const part of stream) {
    const events = (rest + part).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      if (event.startsWith('event: end')) return last;
      const number = Number(/"text":"(\d+) /.exec(event)?.[1]);
      if (Number.isNaN(number)) continue;
      if (number !== last + 1) throw new Error(`After line ${last} came line ${number}`);
      last = number;
    }
  }
  throw new Error(`The stream ended after line ${last}`);
}

main(async () => {
  const postgres = await startBenchPostgres();
  try {
    const knex = postgres.connect(4);
    const house = openRequestHouse(knex);
    const unit = await plantTeam(house, knex);
    const { connection } = postgres;
    const backend = await startBackendUnderTest({ connection, teamId: unit.id });
    const worker = await startBenchWorker({ kind: 'ours', connection, lines: LINES });
    await worker.go();

    const seconds = { followed: [] as number[], alone: [] as number[] };
    let reached = 0;
    const run = async (name: string, readers: number) => {
      const started = worker.startOf(name);
      const body = { type: 'thing', name, unitId: unit.id, site: SITE, variables: {} };
      await backend.create('/resources', body);
      await started;
      const { id } = await knex('runs').orderBy('created_at', 'desc').first('id');
      const began = performance.now();
      const counts = await Promise.all(
        Array.from({ length: readers }, async () => readAll(await backend.follow(id))),
      );
      if (counts.some(count => count !== LINES)) throw new Error(`Readers got ${counts}`);
      if (readers > 0) reached = (performance.now() - began) / 1000;
      for (;;) {
        const row = await knex('runs').where({ id }).first('started_at', 'finished_at');
        if (row.finished_at) return (row.finished_at - row.started_at) / 1000;
        await sleep(20);
      }
    };
    await run('warm', 1);
    for (let round = 1; round <= ROUNDS; round++) {
      seconds.alone.push(await run(`alone-${round}`, 0));
      seconds.followed.push(await run(`followed-${round}`, READERS));
      tell(
        `Round ${round}: ${seconds.alone.at(-1)} s alone, ${seconds.followed.at(-1)} s followed`,
      );
      tell(`The last of ${READERS} readers had everything after ${reached.toFixed(1)} s`);
    }
    await worker.stop();
    backend.stop();
    const [ours, baseline] = [median(seconds.followed), median(seconds.alone)];
    report({
      ...{ bench: 'logs', unit: 's a run', ours: rounded(ours), baseline: rounded(baseline) },
      ratio: rounded(ours / baseline, 3),
      ...{ lines: LINES, readers: READERS, lastReaderSeconds: rounded(reached, 1) },
      ...{ lost: 0, reordered: 0 },
    });
  } finally {
    await postgres.stop();
  }
});
