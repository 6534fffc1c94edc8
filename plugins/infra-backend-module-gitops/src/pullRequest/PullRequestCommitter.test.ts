import { Octokit } from '@octokit/rest';
import { type GitHouse, openGitHouse } from '../__testUtils__/openGitHouse';
import { resourceOf, TestRun } from '../__testUtils__/TestRun';

jest.setTimeout(60_000);

const REPOSITORY = { owner: 'platform', repo: 'values' };

describe('mode pull-request', () => {
  let house: GitHouse;
  let github: Octokit;

  beforeAll(async () => {
    house = await openGitHouse();
    github = new Octokit({
      baseUrl: house.git.githubUrl,
      auth: house.git.token,
      request: { fetch },
    });
  });
  afterAll(() => house.stop());
  beforeEach(() => house.git.faults.reset());

  const open = () =>
    house.open({
      mode: 'pull-request',
      pullRequest: { apiUrl: house.git.githubUrl, interval: { milliseconds: 100 } },
    });

  const pulls = async () => (await github.pulls.list({ ...REPOSITORY, state: 'open' })).data;

  const firstPull = async () => {
    for (;;) {
      const [pull] = await pulls();
      if (pull) return pull;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  };
  const merge = async (number: number, method: 'merge' | 'squash' = 'merge') =>
    github.pulls.merge({ ...REPOSITORY, pull_number: number, merge_method: method });

  const names = async () => (await house.entries()).map(({ name }) => name);

  it('waits for the merge, then for the commit that the merge made', async () => {
    const { provisioner } = open();
    const run = new TestRun(resourceOf('reviewed'));
    const applied = provisioner.apply(run.context('apply'));
    const pull = await firstPull();
    expect(pull.title).toBe(
      'Provision project checkout-reviewed of Checkout for user:default/tess',
    );
    expect(pull.head.ref).toContain(run.resource.id);
    expect(await names()).toEqual([]);
    await merge(pull.number, 'squash');
    await applied;
    expect(await names()).toEqual(['checkout-reviewed']);
    expect(run.commits).toEqual([(await house.server('rev-parse', 'main')).trim()]);
    expect(run.log.join('\n')).toContain(`Waiting for somebody to merge ${pull.html_url}`);

    const removed = provisioner.destroy(new TestRun(run.resource).context('destroy'));
    await merge((await firstPull()).number);
    await removed;
    expect(await names()).toEqual([]);
  });

  it('finds its pull request again after a crash', async () => {
    const run = new TestRun(resourceOf('again'));
    const first = open().provisioner.apply(run.context('apply'));
    const pull = await firstPull();
    const second = open().provisioner.apply(run.context('apply'));
    await merge(pull.number);
    await Promise.all([first, second]);
    expect(await pulls()).toEqual([]);
    const removed = open().provisioner.destroy(new TestRun(run.resource).context('destroy'));
    await merge((await firstPull()).number);
    await removed;
  });

  it('fails where it is closed without a merge, and has nothing to take back', async () => {
    const { provisioner } = open();
    const run = new TestRun(resourceOf('declined'));
    const applied = provisioner.apply(run.context('apply'));
    const failure = applied.catch(error => error);
    const pull = await firstPull();
    await github.pulls.update({ ...REPOSITORY, pull_number: pull.number, state: 'closed' });
    expect(await failure).toMatchObject({
      message: expect.stringContaining('was closed without a merge'),
    });
    await provisioner.compensate(run.context('apply', { stage: 'compensate' }));
    expect(run.log.join('\n')).toContain('there is nothing to take back');
    expect(await names()).toEqual([]);
  });

  it('closes what a cancelled run had opened', async () => {
    const { provisioner } = open();
    const run = new TestRun(resourceOf('cancelled'));
    const applied = provisioner.apply(run.context('apply'));
    const failure = applied.catch(error => error);
    const pull = await firstPull();
    run.cancel();
    expect(await failure).toMatchObject({ message: 'The run was cancelled' });
    await provisioner.compensate(run.context('apply', { stage: 'compensate' }));
    expect(await pulls()).toEqual([]);
    expect(await house.server('branch', '--list', pull.head.ref)).toBe('');
  });

  it('brings its branch up to date when another merge came first', async () => {
    const { provisioner } = open();
    const one = new TestRun(resourceOf('one'));
    const two = new TestRun(resourceOf('two'));
    const both = [one, two].map(run => provisioner.apply(run.context('apply')));
    while ((await pulls()).length < 2) await new Promise(resolve => setTimeout(resolve, 50));
    const [first, second] = await pulls();
    await merge(first.number);
    for (;;) {
      const { data } = await github.pulls.get({ ...REPOSITORY, pull_number: second.number });
      if (data.mergeable) break;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    await merge(second.number);
    await Promise.all(both);
    expect((await names()).sort()).toEqual(['checkout-one', 'checkout-two']);
  });

  it('outlasts a host that is down for a while', async () => {
    const { provisioner } = open();
    house.git.faults.set({ down: true });
    const run = new TestRun(resourceOf('outage'));
    const applied = provisioner.apply(run.context('apply'));
    await new Promise(resolve => setTimeout(resolve, 500));
    house.git.faults.set({ down: false });
    await merge((await firstPull()).number);
    await applied;
    expect(run.log.join('\n')).toMatch(/The git host did not list pull requests/);
    expect(run.log.join('\n')).not.toContain(house.git.token);
  });

  it('leaves taking an application back to reviewers', () => {
    const { rollback } = open();
    expect(
      rollback.refusal({
        instance: 'main',
        application: 'namespaces',
        repoUrl: house.git.valuesRepository,
        path: 'src/helm',
      }),
    ).toBe('Changes of this repository go through pull requests: revert there');
  });
});
