import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ProvisionedResource } from '@bailiwick/backstage-plugin-infra-node';
import { ArgoCdInstances } from '@bailiwick/backstage-plugin-infra-node';
import knexFactory from 'knex';
import { ChangeStore } from '../changes';
import { createGitOps } from '../createGitOps';
import { Clone } from '@bailiwick/backstage-plugin-infra-node';
import { readGitOpsSettings } from '../settings';
import { TestRun } from './TestRun';

/** Where the worker is killed, as if by kill -9. */
export type KillAt = 'handed-in' | 'committed' | 'pushed' | 'marked' | 'synced';

export interface WorkerTask {
  config: JsonObject;
  database: Record<string, unknown>;
  runs: { id: string; kind: 'apply' | 'destroy' | 'compensate'; resource: ProvisionedResource }[];
  killAt?: KillAt;
}

const die = () => process.kill(process.pid, 'SIGKILL');

/** Puts the death where the step is; everything around it is the real thing. */
function arm(killAt: KillAt | undefined): void {
  const { fetch, push } = Clone.prototype;
  const { pushed } = ChangeStore.prototype;
  if (killAt === 'handed-in') Clone.prototype.fetch = async () => void die();
  if (killAt === 'committed') {
    Clone.prototype.push = async () => {
      die();
      return new Promise<never>(() => undefined);
    };
  }
  if (killAt === 'pushed') {
    Clone.prototype.push = async function pushAndDie(this: Clone, ...args) {
      const result = await push.apply(this, args);
      die();
      return result;
    };
  }
  if (killAt === 'marked') {
    ChangeStore.prototype.pushed = async function markAndDie(this: ChangeStore, commits) {
      await pushed.call(this, commits);
      if (commits.size > 0) die();
    };
  }
  if (killAt === 'synced') {
    let commits = 0;
    Clone.prototype.fetch = async function fetchUntilSync(this: Clone, ...args) {
      if (commits++ > 0) die(); // the second time it is for the sync
      return fetch.apply(this, args);
    };
  }
}

async function main(): Promise<void> {
  const task = JSON.parse(process.env.WORKER_TASK ?? '') as WorkerTask;
  arm(task.killAt);
  const config = new ConfigReader(task.config);
  const settings = readGitOpsSettings(config);
  if (!settings) throw new Error('infra.gitops is missing');
  const quiet = () => undefined;
  const logger: LoggerService = {
    ...{ debug: quiet, info: quiet, warn: quiet, error: quiet },
    child: () => logger,
  };
  const knex = knexFactory({ client: 'pg', connection: task.database, pool: { min: 0, max: 10 } });
  const { provisioner, close } = createGitOps({
    settings,
    instances: ArgoCdInstances.fromConfig(config),
    knex,
    logger,
  });
  await Promise.all(
    task.runs.map(async ({ id, kind, resource }) => {
      const run = new TestRun(resource, id);
      const isApply = kind !== 'destroy';
      const stage = kind === 'compensate' ? kind : 'work';
      await provisioner[kind](run.context(isApply ? 'apply' : 'destroy', { stage }));
    }),
  );
  await close();
  await knex.destroy();
}

main().then(
  () => process.exit(0),
  error => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
