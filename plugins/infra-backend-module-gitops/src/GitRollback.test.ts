import { type GitHouse, openGitHouse } from './__testUtils__/openGitHouse';
import { resourceOf, TestRun } from './__testUtils__/TestRun';

jest.setTimeout(60_000);

describe('taking an application back', () => {
  let house: GitHouse;
  let parts: ReturnType<GitHouse['open']>;

  beforeAll(async () => {
    house = await openGitHouse();
    parts = house.open();
  });
  afterAll(() => house.stop());

  const target = () => ({
    instance: 'main',
    application: 'namespaces',
    repoUrl: house.git.valuesRepository,
    path: 'src/helm',
    targetRevision: 'main',
  });
  const rollBack = (revision: string, path = 'src/helm') =>
    parts.rollback.rollback(
      { ...target(), path },
      { revision, requestedBy: 'user:default/ada', signal: new AbortController().signal },
    );
  const head = async () => (await house.server('rev-parse', 'main')).trim();

  it('is a new commit that makes the folder what it was, and leaves the rest', async () => {
    const first = await head();
    const before = await house.values();
    await parts.provisioner.apply(new TestRun(resourceOf('later')).context('apply'));
    await house.git.commit('platform', 'values', {
      'README.md': 'Outside\n',
      'src/helm/templates/extra.yaml': 'a: 1\n',
    });
    const { commit } = await rollBack(first);

    expect(await head()).toBe(commit);
    expect(await house.values()).toBe(before);
    expect(await house.server('show', 'main:README.md')).toBe('Outside\n');
    expect(await house.server('ls-tree', '-r', '--name-only', 'main')).not.toContain('extra.yaml');
    expect((await house.server('rev-list', '--merges', 'main')).trim()).toBe('');
    const [message] = await house.messages();
    expect(message).toContain(`Take namespaces back to ${first.slice(0, 12)} for user:default/ada`);
  });

  it('is refused where there is nothing to take back, or no such commit', async () => {
    await expect(rollBack(await head())).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('Nothing has changed in src/helm since'),
    });
    await expect(rollBack('1'.repeat(40))).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('does not contain the commit'),
    });
    await expect(rollBack(await head(), 'nowhere')).rejects.toMatchObject({
      message: expect.stringContaining('The folder nowhere did not exist'),
    });
  });

  it('is a commit of its own between changes that are handed in at the same time', async () => {
    const first = await head();
    await house.git.commit('platform', 'values', { 'src/helm/notes.txt': 'x\n' });
    const { provisioner } = house.open({ argocd: null });
    const runs = Array.from({ length: 10 }, (_, index) => new TestRun(resourceOf(`mix-${index}`)));
    const applied = Promise.all(runs.map(run => provisioner.apply(run.context('apply'))));
    const { commit } = await rollBack(first);
    await applied;
    expect(await house.server('ls-tree', '-r', '--name-only', commit)).not.toContain('notes.txt');
    const message = await house.server('show', '--no-patch', '--format=%B', commit);
    expect(message.match(/^Infra-Change: .*$/gm)).toHaveLength(1);
    expect((await house.server('rev-list', '--merges', 'main')).trim()).toBe('');
  });

  it.each([
    [{ repoUrl: 'https://elsewhere.example/x.git' }, /does not write to its repository/],
    [{ repoUrl: undefined, path: undefined }, /does not follow one folder/],
    [{ targetRevision: 'release' }, /follows release, and the portal writes to main/],
  ])('is not offered for %j', (changes, reason) => {
    expect(parts.rollback.refusal({ ...target(), ...changes })).toMatch(reason);
  });

  it('is offered for its own, however the address is written', () => {
    const bare = house.git.valuesRepository.replace(/\.git$/, '');
    expect(parts.rollback.refusal({ ...target(), repoUrl: bare })).toBeUndefined();
    expect(parts.rollback.refusal({ ...target(), targetRevision: 'HEAD' })).toBeUndefined();
  });
});
