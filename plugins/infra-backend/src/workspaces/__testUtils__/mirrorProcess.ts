import type { LoggerService } from '@backstage/backend-plugin-api';
import { Clone, GitHost, GitProgram } from '@bailiwick/backstage-plugin-infra-node';
import knexFactory from 'knex';
import { AuditTrail } from '../../audit';
import { ResourceStore } from '../../resources/ResourceStore';
import { MirrorRounds } from '../MirrorRounds';
import { MirrorStore } from '../MirrorStore';
import { placeOf } from '../place';
import { WorkspaceStore } from '../WorkspaceStore';

/** What has just happened when the process is killed, as if by kill -9. */
export type KillAt = 'named' | 'pushed' | 'opened' | 'merged' | 'closed' | 'deleted';

export interface MirrorTask {
  database: Record<string, unknown>;
  workspaceId: string;
  token: string;
  cacheFolder: string;
  killAt?: KillAt;
}

const die = () => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise<never>(() => undefined);
};

/** Puts the death right behind the step; everything around it is the real thing. */
function arm(killAt: KillAt | undefined): void {
  const { open, merge, close } = GitHost.prototype;
  const { push, deleteBranch } = Clone.prototype;
  switch (killAt) {
    case 'named':
      Clone.prototype.push = die;
      break;
    case 'pushed':
      Clone.prototype.push = async function pushAndDie(this: Clone, ...args) {
        await push.apply(this, args);
        return die();
      };
      break;
    case 'opened':
      GitHost.prototype.open = async function openAndDie(this: GitHost, ...args) {
        await open.apply(this, args);
        return die();
      };
      break;
    case 'merged':
      GitHost.prototype.merge = async function mergeAndDie(this: GitHost, ...args) {
        await merge.apply(this, args);
        return die();
      };
      break;
    case 'closed':
      GitHost.prototype.close = async function closeAndDie(this: GitHost, ...args) {
        await close.apply(this, args);
        return die();
      };
      break;
    case 'deleted':
      Clone.prototype.deleteBranch = async function deleteAndDie(this: Clone, ...args) {
        await deleteBranch.apply(this, args);
        return die();
      };
      break;
    default:
  }
}

async function main(): Promise<void> {
  const task = JSON.parse(process.env.MIRROR_TASK ?? '') as MirrorTask;
  const { database, workspaceId, token, cacheFolder, killAt } = task;
  arm(killAt);
  const quiet = () => undefined;
  const logger: LoggerService = {
    ...{ debug: quiet, info: quiet, warn: text => process.stderr.write(`${text}\n`), error: quiet },
    child: () => logger,
  };
  const knex = knexFactory({ client: 'pg', connection: database, pool: { min: 0, max: 5 } });
  const resources = new ResourceStore(knex);
  const rounds = new MirrorRounds({
    ...{ knex, logger },
    store: new MirrorStore(knex),
    workspaces: new WorkspaceStore(knex),
    audit: new AuditTrail(knex),
    changes: { signal: quiet },
    resources: {
      find: id => resources.find(id),
      lastApply: id => resources.lastApply(id),
      render: async ({ name, version }) => ({ version, files: { 'main.tf': `# ${name}\n` } }),
    },
    hosts: {
      async open(workspace) {
        const { url, branch } = workspace;
        const credentials = { username: 'robot', token };
        const git = new GitProgram({ url, credentials, timeoutMs: 30_000 });
        return {
          clone: new Clone({ git, url, branch, cacheFolder, logger }),
          github: new GitHost(placeOf(workspace), token),
        };
      },
    },
    options: {
      ...{ mirror: true, lookEveryMs: 60_000, gitTimeoutMs: 30_000, cacheFolder, portal: '' },
      author: { name: 'Robot', email: 'robot@example.com' },
    },
  });
  await rounds.serve(workspaceId);
  await knex.destroy();
}

main().then(
  () => process.exit(0),
  error => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
