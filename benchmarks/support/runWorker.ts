import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import knexFactory from 'knex';
import { fromKnex, PgBoss } from 'pg-boss';
import { BASELINE_QUEUE, type WorkerOrders, type WorkerWord } from './benchWorker';
import { openRequestHouse } from './requestHouse';

const CONCURRENCY = 20;

const say = (word: WorkerWord) => process.send?.(word);

async function main(): Promise<void> {
  const { kind, connection, workMs = 0 }: WorkerOrders = JSON.parse(process.argv[2]);
  const knex = knexFactory({ client: 'pg', connection, pool: { min: 10, max: 10 } });
  const worker = kind === 'ours' ? ours() : baseline();
  say('ready');
  await once(process, 'message');
  await worker.start();
  say('started');
  await once(process, 'message');
  await worker.stop();
  await knex.destroy();
  process.disconnect();

  function ours() {
    const house = openRequestHouse(
      knex,
      { runs: { worker: true, provisioners: { nothing: { concurrency: CONCURRENCY } } } },
      async ({ resource }) => {
        say({ name: resource.name, at: Date.now() });
        if (workMs > 0) await sleep(workMs);
        return {};
      },
    );
    return house.engine;
  }

  function baseline() {
    const boss = new PgBoss({ db: fromKnex(knex), schema: 'plain', schedule: false });
    return {
      async start() {
        await boss.start();
        await boss.work<{ name: string }>(
          BASELINE_QUEUE,
          { pollingIntervalSeconds: 0.5, batchSize: CONCURRENCY, burstWhenBatchFull: true },
          async jobs => {
            for (const { data } of jobs) say({ name: data.name, at: Date.now() });
          },
        );
      },
      stop: () => boss.stop({ graceful: false, close: false }),
    };
  }
}

void main();
