import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { plantTeam, SITE } from './support/plantTeam';
import { startBenchPostgres } from './support/postgres';
import { main, report, rounded, tell } from './support/report';
import { knownThing, openRequestHouse } from './support/requestHouse';

/**
 * Memory of a worker after a thousand runs that write logs, against what it had after the first hundred, when caches and pools are
 * filled. The heap is measured after everything that is not needed any more was collected. Worker and requests share the process here.
 */
const WARM = Number(process.env.BENCH_WARM ?? 100);
const RUNS = Number(process.env.BENCH_RUNS ?? 1000);
const LINES = 200;
const MIB = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

async function measure() {
  await sleep(500);
  collect();
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / MIB, rss: rss / MIB };
}

main(async () => {
  const postgres = await startBenchPostgres();
  try {
    const knex = postgres.connect(10);
    const runs = { worker: true, provisioners: { nothing: { concurrency: 20 } } };
    const house = openRequestHouse(knex, { runs }, async ({ phase }) => {
      const log = await phase('apply');
      const texts = Array.from({ length: LINES }, (_, line) => `${line} Still creating...\n`);
      log.write('stdout', texts.join(''));
      return {};
    });
    await house.engine.start();
    const unit = await plantTeam(house, knex);
    const request = (name: string) =>
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
      );
    const left = async () => {
      const unfinished = knex('runs').whereIn('status', ['queued', 'in_progress']);
      return Number((await unfinished.count().first())?.count);
    };
    let made = 0;
    const upTo = async (count: number) => {
      while (made < count) {
        await Promise.all(Array.from({ length: 20 }, () => request(`run-${made++}`)));
      }
      while ((await left()) > 0) await sleep(50);
      const memory = await measure();
      tell(`After ${count} runs: ${JSON.stringify(memory)} MiB`);
      return memory;
    };
    const warm = await upTo(WARM);
    const after = await upTo(RUNS);
    await house.engine.stop();
    report({
      bench: 'memory',
      unit: 'MiB of heap after collection',
      ours: rounded(after.heap, 1),
      baseline: rounded(warm.heap, 1),
      ratio: rounded(after.heap / warm.heap),
      rss: { warm: rounded(warm.rss, 0), after: rounded(after.rss, 0) },
      runs: [WARM, RUNS],
      linesOfEach: LINES,
    });
  } finally {
    await postgres.stop();
  }
});
