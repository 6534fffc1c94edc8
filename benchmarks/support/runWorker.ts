import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunLog } from '@bailiwick/backstage-plugin-infra-node';
import knexFactory from 'knex';
import { fromKnex, PgBoss } from 'pg-boss';
import { BASELINE_QUEUE, type WorkerOrders, type WorkerWord } from './benchWorker';
import { openRequestHouse } from './requestHouse';

const CONCURRENCY = 20;
const LINES_AT_ONCE = 1000;
const PAUSE_MS = 50;
const TEXT = 'module.network.terraform_data.subnet: Still creating... [00m10s elapsed]';

const say = (word: WorkerWord) => process.send?.(word);

/** What a tool writes that has a lot to tell: a thousand lines at a time, twenty thousand a second. */
async function chatter(log: RunLog, lines: number): Promise<void> {
  for (let line = 1; line <= lines; line += LINES_AT_ONCE) {
    const count = Math.min(LINES_AT_ONCE, lines - line + 1);
    const texts = Array.from({ length: count }, (_, index) => `${line + index} ${TEXT}\n`);
    log.write('stdout', texts.join(''));
    await sleep(PAUSE_MS);
  }
}

async function main(): Promise<void> {
  const { kind, connection, workMs = 0, lines = 0 }: WorkerOrders = JSON.parse(process.argv[2]);
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
      async ({ resource, phase }) => {
        say({ name: resource.name, at: Date.now() });
        if (workMs > 0) await sleep(workMs);
        if (lines > 0) await chatter(await phase('apply'), lines);
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
