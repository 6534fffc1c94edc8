import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigReader } from '@backstage/config';
import { ArgoCdInstances } from '@bailiwick/backstage-plugin-infra-node';
import { type Git, startGit } from '@bailiwick/sandbox';
import type { Knex } from 'knex';
import {
  resourceOf,
  TestRun,
} from '../plugins/infra-backend-module-gitops/src/__testUtils__/TestRun';
import { createGitOps } from '../plugins/infra-backend-module-gitops/src/createGitOps';
import { migrateToLatest } from '../plugins/infra-backend-module-gitops/src/database';
import { readGitOpsSettings } from '../plugins/infra-backend-module-gitops/src/settings';
import { editList } from '../plugins/infra-backend-module-gitops/src/values';
import { quietLogger } from '../plugins/infra-backend/src/runs/__testUtils__/quietServices';
import { startBenchPostgres } from './support/postgres';
import { main, median, report, rounded, tell } from './support/report';

/**
 * Seconds until 200 projects that are requested at the same moment are in pushed commits: by the group commit, and by a commit and a
 * push for each, one after the other in a clone that nobody else writes to. Both push over HTTP to the same git server.
 */
const PROJECTS = Number(process.env.BENCH_PROJECTS ?? 200);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);

const run = promisify(execFile);

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** A repository of its own for each measurement, with the same values file. */
async function freshRepository(git: Git, name: string): Promise<string> {
  const values = (await run('git', ['show', `main:${git.valuesPath}`], { cwd: git.valuesFolder }))
    .stdout;
  return git.createRepository('bench', name, { files: { [git.valuesPath]: values } });
}

async function ours(git: Git, knex: Knex, url: string, cacheDirectory: string) {
  const settings = readGitOpsSettings(
    new ConfigReader({
      infra: { gitops: { repository: { url, token: git.token }, cacheDirectory } },
    }),
  );
  if (!settings) throw new Error('infra.gitops is missing');
  const instances = new ArgoCdInstances([]);
  const { provisioner, close } = createGitOps({ settings, instances, knex, logger: quietLogger });
  const runs = Array.from({ length: PROJECTS }, (_, index) => new TestRun(resourceOf(`p${index}`)));
  const taken = await seconds(() =>
    Promise.all(runs.map(each => provisioner.apply(each.context('apply')))),
  );
  await close();
  return { seconds: taken, commits: new Set(runs.flatMap(({ commits }) => commits)).size };
}

/** A commit and a push for each project, with nothing else around it. */
async function baseline(git: Git, url: string, folder: string): Promise<number> {
  const basic = Buffer.from(`x:${git.token}`).toString('base64');
  const env = {
    ...process.env,
    ...{ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraHeader' },
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    ...{ GIT_AUTHOR_NAME: 'x', GIT_AUTHOR_EMAIL: 'x@x', GIT_COMMITTER_NAME: 'x' },
    GIT_COMMITTER_EMAIL: 'x@x',
  };
  const clone = join(folder, 'clone');
  await run('git', ['clone', '--quiet', url, clone], { env });
  const file = join(clone, git.valuesPath);
  return seconds(async () => {
    for (let index = 0; index < PROJECTS; index++) {
      const { externalName: name = '', unit } = resourceOf(`p${index}`);
      const put = { name, teamId: unit.id, resourceQuota: { cpu: 2, memory: '4Gi' } };
      const text = await readFile(file, 'utf8');
      const edited = editList(text, git.valuesPath, 'namespaces', [{ put }]);
      await writeFile(file, edited.text ?? text);
      await run('git', ['commit', '--quiet', '--all', '--message', name], { cwd: clone, env });
      await run('git', ['push', '--quiet', 'origin', 'HEAD:main'], { cwd: clone, env });
    }
  });
}

main(async () => {
  const postgres = await startBenchPostgres();
  const git = await startGit({ organisations: ['platform', 'bench'] });
  const knex = postgres.connect(10);
  await migrateToLatest(knex);
  const group: { seconds: number; commits: number }[] = [];
  const single: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const folder = await mkdtemp(join(tmpdir(), 'bailiwick-bench-'));
    tell(`round ${round} of ${ROUNDS}: group commit`);
    group.push(await ours(git, knex, await freshRepository(git, `ours-${round}`), folder));
    tell(`round ${round} of ${ROUNDS}: one commit and push each`);
    single.push(await baseline(git, await freshRepository(git, `single-${round}`), folder));
    await rm(folder, { recursive: true, force: true });
  }
  const taken = median(group.map(each => each.seconds));
  const alone = median(single);
  report({
    bench: 'gitops',
    unit: 'projects per second',
    projects: PROJECTS,
    ours: rounded(PROJECTS / taken),
    baseline: rounded(PROJECTS / alone),
    ratio: rounded(alone / taken),
    seconds: { ours: rounded(taken), baseline: rounded(alone) },
    commits: { ours: Math.max(...group.map(({ commits }) => commits)), baseline: PROJECTS },
  });
  await git.stop();
  await postgres.stop();
});
