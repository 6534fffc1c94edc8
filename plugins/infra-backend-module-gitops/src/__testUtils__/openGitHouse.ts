import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  ArgoCdClient,
  ArgoCdInstances,
  readArgoCdInstances,
} from '@bailiwick/backstage-plugin-infra-node';
import {
  type ArgoCd,
  createTestDatabase,
  type Git,
  startArgoCd,
  startGit,
  type TestDatabase,
} from '@bailiwick/sandbox';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import knexFactory, { type Knex } from 'knex';
import { parse } from 'yaml';
import { createGitOps } from '../createGitOps';
import { migrateToLatest } from '../database';
import { readGitOpsSettings } from '../settings';
import type { Entry } from '../values';

const run = promisify(execFile);

/** A client that counts what it was asked. */
export class CountingClient extends ArgoCdClient {
  gets = 0;
  lists = 0;
  readonly syncs: { revision?: string; prune?: boolean }[] = [];

  override async getApplication(...args: Parameters<ArgoCdClient['getApplication']>) {
    this.gets += 1;
    return super.getApplication(...args);
  }

  override async listApplications(...args: Parameters<ArgoCdClient['listApplications']>) {
    this.lists += 1;
    return super.listApplications(...args);
  }

  override async syncApplication(...args: Parameters<ArgoCdClient['syncApplication']>) {
    this.syncs.push(args[1] ?? {});
    return super.syncApplication(...args);
  }
}

export interface GitHouse {
  git: Git;
  argocd: ArgoCd;
  database: TestDatabase;
  knex: Knex;
  client: CountingClient;
  /** Everything that `infra.gitops` and `infra.argocd` say, for another process. */
  config: JsonObject;
  log: string[];
  /** The parts as one process has them; each call is another process. */
  open(changes?: JsonObject): ReturnType<typeof createGitOps>;
  /** Runs git in the bare repository on the server. */
  server(...args: string[]): Promise<string>;
  values(): Promise<string>;
  entries(): Promise<Entry[]>;
  /** Messages of all commits since the first, the newest first. */
  messages(): Promise<string[]>;
  stop(): Promise<void>;
}

/**
 * Real git over HTTP, a real Argo CD API that follows it, and a real database.
 *
 * @param connection - of an empty database on a server of the test's own
 */
export async function openGitHouse(connection?: TestDatabase['connection']): Promise<GitHouse> {
  const git = await startGit();
  const argocd = await startArgoCd({
    values: { repository: git.valuesRepository, fetchFrom: git.valuesFolder },
    refreshSeconds: 0.5,
  });
  argocd.faults.set({ syncSeconds: 0.2 });
  const database = connection
    ? { connection, drop: async () => undefined }
    : await createTestDatabase();
  const knex = knexFactory({
    client: 'pg',
    connection: { ...database.connection },
    pool: { min: 0, max: 10 },
  });
  await migrateToLatest(knex);
  const cacheDirectory = await mkdtemp(join(tmpdir(), 'bailiwick-clones-'));
  const gitops: JsonObject = {
    repository: { url: git.valuesRepository, token: git.token },
    argocd: {
      instance: 'main',
      application: 'namespaces',
      interval: { milliseconds: 100 },
      timeout: { seconds: 60 },
      degraded: { milliseconds: 400 },
    },
    timeout: { git: { seconds: 30 }, commit: { seconds: 60 } },
    cacheDirectory,
  };
  const instances = [
    { name: 'main', url: argocd.url, token: argocd.token, timeout: { seconds: 2 } },
  ];
  const config = { infra: { gitops, argocd: { instances } } };
  const [settings] = readArgoCdInstances(new ConfigReader(config));
  const client = new CountingClient(settings);
  const log: string[] = [];
  const logger = mockServices.logger.mock({
    warn: jest.fn(text => log.push(text)),
    child: () => logger,
  });
  const server = async (...args: string[]) =>
    (await run('git', ['-c', 'safe.directory=*', ...args], { cwd: git.valuesFolder })).stdout;
  const values = () => server('show', `main:${git.valuesPath}`);
  return {
    git,
    argocd,
    database,
    knex,
    client,
    config,
    log,
    open(changes = {}) {
      const merged = { infra: { ...config.infra, gitops: { ...gitops, ...changes } } };
      const read = readGitOpsSettings(new ConfigReader(merged));
      if (!read) throw new Error('infra.gitops is missing');
      return createGitOps({
        settings: read,
        instances: new ArgoCdInstances([client]),
        knex,
        logger,
      });
    },
    server,
    values,
    entries: async () => parse(await values()).namespaces ?? [],
    async messages() {
      const all = (await server('log', '--format=%B%x00', 'main')).split('\0');
      return all
        .map(message => message.trim())
        .filter(Boolean)
        .slice(0, -1);
    },
    async stop() {
      await knex.destroy();
      await database.drop();
      await argocd.stop();
      await git.stop();
      await rm(cacheDirectory, { recursive: true, force: true });
    },
  };
}
