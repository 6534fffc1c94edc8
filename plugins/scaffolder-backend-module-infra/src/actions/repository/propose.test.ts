import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { type Git, startGit } from '@bailiwick/sandbox';
import { Octokit } from '@octokit/rest';
import { Task } from '../../__testUtils__/taskContext';
import { createCloneRepositoryAction } from './clone';
import { createProposeChangeAction } from './propose';

jest.setTimeout(60_000);

describe('infra:repository:clone and infra:repository:propose', () => {
  let git: Git;
  let octokit: Octokit;
  let integrations: ScmIntegrations;
  let task: Task;
  let count = 0;
  let repo: string;

  beforeAll(async () => {
    git = await startGit();
    octokit = new Octokit({ baseUrl: git.githubUrl, auth: git.token });
    integrations = ScmIntegrations.fromConfig(
      new ConfigReader({
        integrations: {
          github: [{ host: 'git.example', apiBaseUrl: git.githubUrl, token: git.token }],
        },
      }),
    );
  });
  afterAll(() => git.stop());
  beforeEach(async () => {
    count += 1;
    repo = `shop-${count}`;
    await git.createRepository('apps', repo, {
      private: true,
      files: { 'app.py': 'old\n', 'lib/util.py': 'kept\n' },
    });
    task = await Task.create();
  });
  afterEach(() => task.dispose());

  const repoUrl = () => `git.example?owner=apps&repo=${repo}`;
  const clone = () => task.run(createCloneRepositoryAction(integrations), { repoUrl: repoUrl() });
  const propose = (more: object = {}, overrides: object = {}) =>
    task.run(
      createProposeChangeAction(integrations),
      { repoUrl: repoUrl(), branch: 'move', title: 'Move', description: 'Why', ...more },
      overrides,
    );
  const pulls = async () =>
    (await octokit.rest.pulls.list({ owner: 'apps', repo, state: 'all' })).data;

  it('proposes what was changed in a clone', async () => {
    await clone();
    expect(task.outputs).toMatchObject({ path: 'source', branch: 'main' });
    await writeFile(join(task.workspace, 'source/app.py'), 'new\n');
    await mkdir(join(task.workspace, 'source/infra'));
    await writeFile(join(task.workspace, 'source/infra/main.tf'), '# made\n');
    await propose();
    const [pull] = await pulls();
    expect(pull).toMatchObject({ title: 'Move', body: 'Why', state: 'open' });
    expect(pull.head).toMatchObject({ ref: 'move', sha: task.outputs.commitHash });
    expect(pull.base.ref).toBe('main');
    expect(task.outputs).toMatchObject({
      pullRequestNumber: pull.number,
      pullRequestUrl: pull.html_url,
    });

    const merged = await octokit.rest.pulls.merge({ owner: 'apps', repo, pull_number: 1 });
    expect(merged.data.merged).toBe(true);
    const other = await Task.create();
    await other.run(createCloneRepositoryAction(integrations), { repoUrl: repoUrl() });
    const read = (path: string) => readFile(join(other.workspace, 'source', path), 'utf8');
    expect(await read('app.py')).toBe('new\n');
    expect(await read('infra/main.tf')).toBe('# made\n');
    expect(await read('lib/util.py')).toBe('kept\n');
    await other.dispose();
  });

  it('repeats nothing when a finished step runs again, and finds what a step that was cut off opened', async () => {
    await clone();
    await writeFile(join(task.workspace, 'source/app.py'), 'new\n');
    await propose();
    const first = task.outputs.commitHash;
    await propose();
    expect(task.outputs.commitHash).toBe(first);
    await propose({}, { checkpoint: async ({ fn }: { fn: () => unknown }) => fn() });
    expect(await pulls()).toHaveLength(1);
    expect(task.outputs.pullRequestNumber).toBe(1);
  });

  it('opens nothing in a dry run, and leaves the workspace for nothing', async () => {
    await clone();
    await propose({}, { isDryRun: true });
    expect(await pulls()).toEqual([]);
    await expect(propose({ sourcePath: '../..' })).rejects.toThrow(/outside/);
  });

  it('says that a repository is not there', async () => {
    repo = 'nowhere';
    await expect(clone()).rejects.toMatchObject({ status: 404 });
  });
});
