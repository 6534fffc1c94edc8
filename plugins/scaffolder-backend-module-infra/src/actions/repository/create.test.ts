import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { type Git, startGit } from '@bailiwick/sandbox';
import { Octokit } from '@octokit/rest';
import { Task } from '../../__testUtils__/taskContext';
import { createRepositoryAction } from './create';

const run = promisify(execFile);

describe('infra:repository:create', () => {
  let git: Git;
  let octokit: Octokit;
  let action: ReturnType<typeof createRepositoryAction>;
  let task: Task;
  let count = 0;
  let repo: string;

  const input = (more: object = {}) => ({
    repoUrl: `git.example?owner=apps&repo=${repo}`,
    description: 'The checkout service',
    ...more,
  });

  beforeAll(async () => {
    git = await startGit();
    octokit = new Octokit({ baseUrl: git.githubUrl, auth: git.token });
    action = createRepositoryAction(
      ScmIntegrations.fromConfig(
        new ConfigReader({
          integrations: {
            github: [{ host: 'git.example', apiBaseUrl: git.githubUrl, token: git.token }],
          },
        }),
      ),
    );
  });

  afterAll(() => git.stop());

  beforeEach(async () => {
    count += 1;
    repo = `checkout-${count}`;
    task = await Task.create();
    await writeFile(join(task.workspace, 'README.md'), '# Checkout\n');
  });

  afterEach(() => task.dispose());

  it('creates the repository with its settings and pushes the workspace', async () => {
    await task.run(
      action,
      input({
        topics: ['Service', 'payments'],
        requiredApprovals: 2,
        webhooks: [{ url: 'https://ci.example.com/hooks', events: ['push', 'pull_request'] }],
      }),
    );

    const where = { owner: 'apps', repo };
    const { data } = await octokit.rest.repos.get(where);
    expect(data).toMatchObject({ private: true, description: 'The checkout service' });
    const { data: topics } = await octokit.rest.repos.getAllTopics(where);
    expect(topics.names.sort()).toEqual(['payments', 'service']);
    const { data: hooks } = await octokit.rest.repos.listWebhooks(where);
    expect(hooks.map(hook => hook.config.url)).toEqual(['https://ci.example.com/hooks']);
    const { data: protection } = await octokit.rest.repos.getBranchProtection({
      ...where,
      branch: 'main',
    });
    expect(protection.required_pull_request_reviews?.required_approving_review_count).toBe(2);

    const remote = data.clone_url.replace('://', `://x-access-token:${git.token}@`);
    const { stdout } = await run('git', ['ls-remote', remote, 'refs/heads/main']);
    expect(stdout.split('\t')[0]).toBe(task.outputs.commitHash);
  });

  it('goes on where a task was cut off after the repository was created', async () => {
    await octokit.rest.repos.createInOrg({ org: 'apps', name: repo });
    await task.run(action, input());
    expect(task.outputs.commitHash).toMatch(/^[0-9a-f]{40}$/);
  });

  it('repeats nothing when a finished step runs again', async () => {
    const twice = input({ webhooks: [{ url: 'https://ci.example.com/hooks' }] });
    await task.run(action, twice);
    const first = task.outputs.commitHash;
    await task.run(action, twice);
    expect(task.outputs.commitHash).toBe(first);
    const { data: hooks } = await octokit.rest.repos.listWebhooks({ owner: 'apps', repo });
    expect(hooks).toHaveLength(1);
  });

  it('does not touch a repository that has commits', async () => {
    await task.run(action, input());
    const other = await Task.create();
    await writeFile(join(other.workspace, 'README.md'), '# Mine\n');
    await expect(other.run(action, input())).rejects.toThrow(
      `The repository apps/${repo} exists already and is not empty`,
    );
    await other.dispose();
  });

  it('pushes a folder of the workspace, and none outside it', async () => {
    await mkdir(join(task.workspace, 'service'));
    await writeFile(join(task.workspace, 'service', 'index.js'), '');
    await task.run(action, input({ sourcePath: 'service' }));
    const { data } = await octokit.rest.repos.listBranches({ owner: 'apps', repo });
    expect(data.map(({ name }) => name)).toEqual(['main']);

    await expect(task.run(action, input({ sourcePath: '../..' }))).rejects.toThrow(
      /not allowed|outside/i,
    );
  });

  it('creates nothing in a dry run', async () => {
    await task.run(action, input(), { isDryRun: true });
    await expect(octokit.rest.repos.get({ owner: 'apps', repo })).rejects.toMatchObject({
      status: 404,
    });
  });

  it('names the host for which no integration is configured', async () => {
    await expect(
      task.run(action, { repoUrl: 'elsewhere.example?owner=apps&repo=x' }),
    ).rejects.toThrow(/elsewhere\.example/);
  });

  it('tells a refused token apart and does not show it', async () => {
    const failure = task.run(action, input({ token: 'wrong-token' }));
    await expect(failure).rejects.toMatchObject({ status: 401 });
    await expect(failure).rejects.not.toThrow(/wrong-token/);
  });
});
