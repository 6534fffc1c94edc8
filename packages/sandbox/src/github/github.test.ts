import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { Git, startGit } from '../git';
import { git as runGit } from '../git/command';

// Processes start slowly where many tests share a machine.
jest.setTimeout(60_000);

describe('the GitHub API', () => {
  let git: Git;
  let octokit: Octokit;
  beforeAll(async () => {
    git = await startGit();
    octokit = new Octokit({ auth: git.token, baseUrl: git.githubUrl });
  });
  afterAll(() => git.stop());

  const refusal = (status: number, message: string | RegExp, errors?: unknown[]) => ({
    status,
    response: {
      data: {
        message: typeof message === 'string' ? message : expect.stringMatching(message),
        documentation_url: expect.any(String),
        ...(errors ? { errors } : {}),
      },
    },
  });

  async function repositoryWithBranch(repo: string, files: Record<string, string>) {
    await git.createRepository('apps', repo, { files: { a: 'base\n', b: 'base\n' } });
    const { data } = await octokit.git.getRef({ owner: 'apps', repo, ref: 'heads/main' });
    await octokit.git.createRef({
      ...{ owner: 'apps', repo, ref: 'refs/heads/change/one', sha: data.object.sha },
    });
    return git.commit('apps', repo, files, { branch: 'change/one' });
  }

  it('says who the token belongs to, and refuses others', async () => {
    expect((await octokit.users.getAuthenticated()).data.login).toBe('bailiwick');
    const stranger = new Octokit({ auth: 'wrong', baseUrl: git.githubUrl });
    await expect(stranger.users.getAuthenticated()).rejects.toMatchObject(
      refusal(401, 'Bad credentials'),
    );
    await expect(
      new Octokit({ baseUrl: git.githubUrl }).repos.createInOrg({ org: 'apps', name: 'x' }),
    ).rejects.toMatchObject(refusal(401, 'Requires authentication'));
  });

  it('creates a repository that can be pushed to', async () => {
    const { status, data } = await octokit.repos.createInOrg({
      ...{ org: 'apps', name: 'created', description: 'Made by API', has_wiki: false },
    });
    expect(status).toBe(201);
    expect(data).toMatchObject({
      full_name: 'apps/created',
      private: false,
      description: 'Made by API',
      default_branch: 'main',
      has_wiki: false,
      owner: { login: 'apps', type: 'Organization' },
    });
    const folder = await mkdtemp(join(tmpdir(), 'bailiwick-clone-'));
    await runGit(folder, ['init', '--quiet', '--initial-branch=main']);
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@bailiwick.example'];
    await runGit(folder, [...identity, 'commit', '--quiet', '--allow-empty', '--message=First']);
    const url = data.clone_url.replace('://', `://x:${git.token}@`);
    await runGit(folder, ['push', '--quiet', url, 'main']);
    const sha = (await runGit(folder, ['rev-parse', 'HEAD'])).trim();
    await rm(folder, { recursive: true });
    const branch = await octokit.repos.getBranch({
      owner: 'apps',
      repo: 'created',
      branch: 'main',
    });
    expect(branch.data.commit.sha).toBe(sha);
  });

  it('creates a repository for the user, with a first commit when asked', async () => {
    const { data } = await octokit.repos.createForAuthenticatedUser({
      ...{ name: 'mine', private: true, auto_init: true },
    });
    expect(data).toMatchObject({ full_name: 'bailiwick/mine', private: true });
    const branches = await octokit.repos.listBranches({ owner: 'bailiwick', repo: 'mine' });
    expect(branches.data.map(({ name }) => name)).toEqual(['main']);
    await expect(
      new Octokit({ baseUrl: git.githubUrl }).repos.get({ owner: 'bailiwick', repo: 'mine' }),
    ).rejects.toMatchObject(refusal(404, 'Not Found'));
  });

  it('refuses what cannot be created', async () => {
    await octokit.repos.createInOrg({ org: 'apps', name: 'twice' });
    await expect(octokit.repos.createInOrg({ org: 'apps', name: 'Twice' })).rejects.toMatchObject(
      refusal(422, 'Repository creation failed.', [
        expect.objectContaining({ field: 'name', message: 'name already exists on this account' }),
      ]),
    );
    await expect(octokit.repos.createInOrg({ org: 'nobody', name: 'x' })).rejects.toMatchObject(
      refusal(404, 'Not Found'),
    );
    await expect(octokit.repos.createInOrg({ org: 'apps', name: '' })).rejects.toMatchObject(
      refusal(422, 'Validation Failed', [
        { resource: 'Repository', code: 'missing_field', field: 'name' },
      ]),
    );
    await expect(octokit.repos.createInOrg({ org: 'apps', name: '../x' })).rejects.toMatchObject(
      refusal(422, 'Validation Failed'),
    );
  });

  it('deletes a repository', async () => {
    const repo = { owner: 'apps', repo: 'doomed' };
    await git.createRepository('apps', 'doomed');
    await octokit.repos.delete(repo);
    await expect(octokit.repos.get(repo)).rejects.toMatchObject(refusal(404, 'Not Found'));
  });

  it('keeps topics, settings, protections and webhooks', async () => {
    const repo = { owner: 'apps', repo: 'configured' };
    await git.createRepository('apps', 'configured', { files: { a: '1' } });
    await octokit.repos.replaceAllTopics({ ...repo, names: ['payments', 'java'] });
    await octokit.repos.update({ ...repo, delete_branch_on_merge: true, description: 'New' });
    expect((await octokit.repos.get(repo)).data).toMatchObject({
      ...{ topics: ['payments', 'java'], delete_branch_on_merge: true, description: 'New' },
    });
    await expect(
      octokit.repos.replaceAllTopics({ ...repo, names: ['Not Good'] }),
    ).rejects.toMatchObject(refusal(422, 'Validation Failed'));

    const main = { ...repo, branch: 'main' };
    await expect(octokit.repos.getBranchProtection(main)).rejects.toMatchObject(
      refusal(404, 'Branch not protected'),
    );
    const rules = {
      required_status_checks: { strict: true, contexts: ['build'] },
      enforce_admins: true,
      required_pull_request_reviews: { required_approving_review_count: 1 },
      restrictions: null,
    };
    await octokit.repos.updateBranchProtection({ ...main, ...rules });
    expect((await octokit.repos.getBranchProtection(main)).data).toMatchObject({
      required_status_checks: { strict: true, contexts: ['build'] },
      enforce_admins: { enabled: true },
      allow_force_pushes: { enabled: false },
      required_pull_request_reviews: { required_approving_review_count: 1 },
    });
    expect((await octokit.repos.getBranch(main)).data.protected).toBe(true);
    await expect(
      octokit.repos.updateBranchProtection({ ...main, ...rules, branch: 'none' }),
    ).rejects.toMatchObject(refusal(404, 'Branch not found'));
    await expect(
      octokit.request('PUT /repos/{owner}/{repo}/branches/{branch}/protection', main as never),
    ).rejects.toMatchObject(refusal(422, /"restrictions" wasn't supplied/));

    const hook = { ...repo, events: ['push'], config: { url: 'https://ci.example/', secret: 's' } };
    const created = await octokit.repos.createWebhook(hook);
    expect(created.data).toMatchObject({ events: ['push'], config: { secret: '********' } });
    await expect(octokit.repos.createWebhook(hook)).rejects.toMatchObject(
      refusal(422, 'Validation Failed', [
        expect.objectContaining({ message: 'Hook already exists on this repository' }),
      ]),
    );
    expect((await octokit.repos.listWebhooks(repo)).data).toHaveLength(1);
    await octokit.repos.deleteWebhook({ ...repo, hook_id: created.data.id });
    expect((await octokit.repos.listWebhooks(repo)).data).toEqual([]);
  });

  it('creates, moves and deletes branches', async () => {
    const repo = { owner: 'apps', repo: 'branched' };
    await git.createRepository('apps', 'branched', { files: { a: '1' } });
    const first = (await octokit.git.getRef({ ...repo, ref: 'heads/main' })).data.object.sha;
    const second = await git.commit('apps', 'branched', { a: '2' });
    await octokit.git.createRef({ ...repo, ref: 'refs/heads/a/b', sha: second });
    await expect(
      octokit.git.createRef({ ...repo, ref: 'refs/heads/a/b', sha: first }),
    ).rejects.toMatchObject(refusal(422, 'Reference already exists'));
    await expect(
      octokit.git.createRef({ ...repo, ref: 'refs/heads/c', sha: 'f'.repeat(40) }),
    ).rejects.toMatchObject(refusal(422, 'Object does not exist'));
    const branch = { ...repo, ref: 'heads/a/b' };
    await expect(octokit.git.updateRef({ ...branch, sha: first })).rejects.toMatchObject(
      refusal(422, 'Update is not a fast forward'),
    );
    await octokit.git.updateRef({ ...branch, sha: first, force: true });
    expect((await octokit.git.getRef(branch)).data.object.sha).toBe(first);
    await octokit.git.deleteRef(branch);
    await expect(octokit.git.deleteRef(branch)).rejects.toMatchObject(
      refusal(422, 'Reference does not exist'),
    );
    await expect(octokit.git.getRef(branch)).rejects.toMatchObject(refusal(404, 'Not Found'));
  });

  it.each(['merge', 'squash', 'rebase'] as const)(
    'opens and merges a pull request by %s',
    async method => {
      const repo = { owner: 'apps', repo: `by-${method}` };
      const sha = await repositoryWithBranch(`by-${method}`, { a: 'changed\n' });
      const { data: pull, status } = await octokit.pulls.create({
        ...repo,
        ...{ title: 'Change a', body: 'Why', head: 'change/one', base: 'main' },
      });
      expect(status).toBe(201);
      expect(pull).toMatchObject({
        ...{ number: 1, state: 'open', merged: false, mergeable: true },
        head: { ref: 'change/one', sha },
        base: { ref: 'main' },
      });
      const number = { ...repo, pull_number: 1 };
      await expect(octokit.pulls.checkIfMerged(number)).rejects.toMatchObject({ status: 404 });
      const merged = await octokit.pulls.merge({ ...number, merge_method: method, sha });
      expect(merged.data).toMatchObject({
        merged: true,
        sha: expect.stringMatching(/^[0-9a-f]{40}$/),
      });
      const main = await octokit.git.getRef({ ...repo, ref: 'heads/main' });
      expect(main.data.object.sha).toBe(merged.data.sha);
      expect((await octokit.pulls.checkIfMerged(number)).status).toBe(204);
      expect((await octokit.pulls.get(number)).data).toMatchObject({
        ...{ state: 'closed', merged: true, merge_commit_sha: merged.data.sha },
      });
      await expect(octokit.pulls.merge(number)).rejects.toMatchObject(
        refusal(405, 'Pull Request is not mergeable'),
      );
    },
  );

  it('does not merge branches that contradict each other, or that have moved', async () => {
    const repo = { owner: 'apps', repo: 'conflicting' };
    const sha = await repositoryWithBranch('conflicting', { a: 'theirs\n' });
    await git.commit('apps', 'conflicting', { a: 'ours\n' });
    await octokit.pulls.create({ ...repo, title: 'T', head: 'apps:change/one', base: 'main' });
    const number = { ...repo, pull_number: 1 };
    expect((await octokit.pulls.get(number)).data).toMatchObject({
      ...{ mergeable: false, mergeable_state: 'dirty' },
    });
    await expect(octokit.pulls.merge({ ...number, sha })).rejects.toMatchObject(
      refusal(405, 'Pull Request is not mergeable'),
    );
    await git.commit('apps', 'conflicting', { a: 'ours\n' }, { branch: 'change/one' });
    await expect(octokit.pulls.merge({ ...number, sha })).rejects.toMatchObject(
      refusal(409, /^Head branch was modified/),
    );
  });

  it('lists, closes and refuses pull requests', async () => {
    const repo = { owner: 'apps', repo: 'listed' };
    await repositoryWithBranch('listed', { a: 'changed\n' });
    const wish = { ...repo, title: 'T', head: 'change/one', base: 'main' };
    await octokit.pulls.create(wish);
    await expect(octokit.pulls.create(wish)).rejects.toMatchObject(
      refusal(422, 'Validation Failed', [
        expect.objectContaining({ message: expect.stringMatching(/already exists/) }),
      ]),
    );
    await expect(octokit.pulls.create({ ...wish, head: 'none' })).rejects.toMatchObject(
      refusal(422, 'Validation Failed', [
        { resource: 'PullRequest', field: 'head', code: 'invalid' },
      ]),
    );
    await expect(octokit.pulls.create({ ...wish, head: 'main' })).rejects.toMatchObject(
      refusal(422, 'Validation Failed', [
        expect.objectContaining({ message: 'No commits between main and main' }),
      ]),
    );
    const open = async (head = 'apps:change/one') =>
      (await octokit.pulls.list({ ...repo, head })).data.map(({ number }) => number);
    expect(await open()).toEqual([1]);
    expect(await open('apps:main')).toEqual([]);
    await octokit.pulls.update({ ...repo, pull_number: 1, state: 'closed' });
    expect(await open()).toEqual([]);
    expect(
      await octokit.paginate('GET /repos/{owner}/{repo}/pulls', { ...repo, state: 'all' }),
    ).toHaveLength(1);
  });

  it('closes a pull request when its branch goes', async () => {
    const repo = { owner: 'apps', repo: 'abandoned' };
    await repositoryWithBranch('abandoned', { a: 'changed\n' });
    await octokit.pulls.create({ ...repo, title: 'T', head: 'change/one', base: 'main' });
    await octokit.git.deleteRef({ ...repo, ref: 'heads/change/one' });
    expect((await octokit.pulls.get({ ...repo, pull_number: 1 })).data).toMatchObject({
      ...{ state: 'closed', merged: false },
    });
  });

  it('pages a list of branches', async () => {
    const repo = { owner: 'apps', repo: 'many' };
    await git.createRepository('apps', 'many', { files: { a: '1' } });
    const { data } = await octokit.git.getRef({ ...repo, ref: 'heads/main' });
    for (let number = 0; number < 5; number++) {
      const ref = `refs/heads/b${number}`;
      await octokit.git.createRef({ ...repo, ref, sha: data.object.sha });
    }
    const all = await octokit.paginate('GET /repos/{owner}/{repo}/branches', {
      ...repo,
      per_page: 2,
    });
    expect(all.map(({ name }) => name)).toEqual(['b0', 'b1', 'b2', 'b3', 'b4', 'main']);
  });
});
