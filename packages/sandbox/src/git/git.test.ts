import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { git as runGit } from './command';
import { Git, startGit } from './index';

// Processes start slowly where many tests share a machine.
jest.setTimeout(60_000);

describe('git over HTTP', () => {
  let git: Git;
  let folder: string;
  beforeAll(async () => {
    git = await startGit();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-clone-'));
  });
  afterEach(async () => {
    git.faults.reset();
    await rm(folder, { recursive: true, force: true });
  });
  afterAll(() => git.stop());

  const withToken = (url: string, token = git.token) => url.replace('://', `://anyone:${token}@`);

  async function clone(url: string, name = 'clone') {
    await runGit(folder, ['clone', '--quiet', url, name]);
    const work = join(folder, name);
    await runGit(work, ['config', 'user.name', 'Test']);
    await runGit(work, ['config', 'user.email', 'test@bailiwick.example']);
    return work;
  }

  async function commit(work: string, file: string, text: string) {
    await writeFile(join(work, file), text);
    await runGit(work, ['add', '.']);
    await runGit(work, ['commit', '--quiet', '--message', `Write ${file}`]);
  }

  it('has the values file from the start, readable without credentials', async () => {
    const work = await clone(git.valuesRepository);
    const values = parse(await readFile(join(work, git.valuesPath), 'utf8'));
    expect(values).toMatchObject({ namespaces: [], global: {}, networkPolicy: {} });
  });

  it('takes a push with the token, and passes it on to the next clone', async () => {
    const url = await git.createRepository('apps', 'pushed');
    const work = await clone(withToken(url));
    await commit(work, 'big.bin', 'x'.repeat(3_000_000));
    await runGit(work, ['push', '--quiet', 'origin', 'HEAD']);
    const other = await clone(url, 'other');
    expect(await readFile(join(other, 'big.bin'), 'utf8')).toHaveLength(3_000_000);
  });

  it('refuses a push without the token, and one with another', async () => {
    const url = await git.createRepository('apps', 'guarded', { files: { a: '1' } });
    const work = await clone(url);
    await commit(work, 'a', '2');
    await expect(runGit(work, ['push', 'origin', 'HEAD'])).rejects.toThrow(
      'could not read Username',
    );
    await expect(runGit(work, ['push', withToken(url, 'wrong'), 'HEAD'])).rejects.toThrow(
      'Authentication failed',
    );
  });

  it('hides a private repository from those without the token', async () => {
    const url = await git.createRepository('apps', 'secret', { files: { a: '1' }, private: true });
    await expect(clone(url)).rejects.toThrow('could not read Username');
    await expect(clone(withToken(url), 'mine')).resolves.toBe(join(folder, 'mine'));
  });

  it('takes the address of the page as well, for reading and for writing', async () => {
    const url = await git.createRepository('apps', 'paged', { files: { a: '1' } });
    const address = withToken(url).replace(/\.git$/, '');
    const work = await clone(address);
    await commit(work, 'a', '2');
    await runGit(work, ['push', '--quiet', 'origin', 'HEAD']);
    expect(await readFile(join(await clone(address, 'other'), 'a'), 'utf8')).toBe('2');
  });

  it('says that a repository is not there', async () => {
    await expect(clone(`${git.url}/apps/missing.git`)).rejects.toThrow('not found');
    await expect(clone(`${git.url}/apps/missing`)).rejects.toThrow('not found');
    await expect(clone(`${git.url}/../../etc.git`)).rejects.toThrow('not found');
  });

  it('refuses a push that another one has overtaken', async () => {
    const url = await git.createRepository('apps', 'raced', { files: { a: '1' } });
    const work = await clone(withToken(url));
    await git.commit('apps', 'raced', { b: '1' });
    await commit(work, 'a', '2');
    await expect(runGit(work, ['push', 'origin', 'HEAD'])).rejects.toThrow('fetch first');
  });

  it('refuses as many pushes as it was told, and changes nothing by them', async () => {
    const url = await git.createRepository('apps', 'rejecting', { files: { a: '1' } });
    const work = await clone(withToken(url));
    await commit(work, 'a', '2');
    git.faults.set({ rejectPushes: 2 });
    for (const left of [1, 0]) {
      await expect(runGit(work, ['push', 'origin', 'HEAD'])).rejects.toThrow(
        /\[remote rejected\] HEAD -> main \(non-fast-forward\)/,
      );
      expect(git.faults.current.rejectPushes).toBe(left);
    }
    expect(await readFile(join(await clone(url, 'before'), 'a'), 'utf8')).toBe('1');
    await runGit(work, ['push', '--quiet', 'origin', 'HEAD']);
    expect(await readFile(join(await clone(url, 'after'), 'a'), 'utf8')).toBe('2');
  });

  it('hangs up when down', async () => {
    git.faults.set({ down: true });
    await expect(clone(git.valuesRepository)).rejects.toThrow(/unable to access/);
    await expect(fetch(`${git.githubUrl}/user`)).rejects.toThrow('fetch failed');
  });

  it('keeps its repositories in a data folder', async () => {
    const first = await startGit({ dataFolder: join(folder, 'data') });
    const sha = await first.commit('platform', 'values', { note: 'kept' });
    await first.stop();
    const second = await startGit({ dataFolder: join(folder, 'data') });
    const work = await clone(second.valuesRepository);
    expect((await runGit(work, ['rev-parse', 'HEAD'])).trim()).toBe(sha);
    await second.stop();
  });
});
