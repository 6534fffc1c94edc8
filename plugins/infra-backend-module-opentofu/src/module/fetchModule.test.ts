import { ConfigReader } from '@backstage/config';
import { type Git, GIT_TOKEN, startGit } from '@bailiwick/sandbox';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings, type Source, typeSettingsSchema } from '../settings';
import { baseEnvironment } from '../tool';
import { fetchModule } from './fetchModule';
import { resolveRef, withCredentials } from './git';

jest.setTimeout(60_000);

describe('fetchModule', () => {
  let folder: string;
  let git: Git;
  beforeAll(async () => {
    git = await startGit();
  });
  afterAll(() => git.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fetch-module-'));
    await mkdir(join(folder, 'modules'));
    await writeFile(join(folder, 'secret'), 'top secret');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const options = () => ({
    signal: new AbortController().signal,
    environment: withCredentials(baseEnvironment(folder), [
      { url: git.url, username: 'x', token: GIT_TOKEN },
    ]),
    settings: readSettings(
      new ConfigReader({
        infra: { opentofu: { modules: { allowedFolders: [join(folder, 'modules')] } } },
      }),
    ),
  });
  const fetch = (source: Source) => fetchModule(source, join(folder, 'target'), options());
  const problemsOf = (source: object) => {
    const read = typeSettingsSchema.safeParse({ source });
    return read.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
  };

  describe('from git', () => {
    it('takes the pinned commit, not what the branch has become', async () => {
      const url = await git.createRepository('platform', 'pinned', {
        files: { 'net/main.tf': '# one', 'shared/a.tf': '# a' },
        private: true,
      });
      const commit = await resolveRef(
        folder,
        { url, ref: 'main' },
        {
          ...options(),
          timeoutMs: 10_000,
        },
      );
      await git.commit('platform', 'pinned', { 'net/main.tf': '# two' });
      const root = await fetch({ kind: 'git', url, commit: commit!, ref: 'main', folder: 'net' });
      expect(await readFile(join(root, 'main.tf'), 'utf8')).toBe('# one');
      expect(await readFile(join(root, '../shared/a.tf'), 'utf8')).toBe('# a');
    });

    it('refuses what it cannot have', async () => {
      const url = await git.createRepository('platform', 'hidden', {
        files: { 'main.tf': '# one' },
        private: true,
      });
      const commit = '0123456789abcdef0123456789abcdef01234567';
      await expect(fetch({ kind: 'git', url, commit })).rejects.toThrow(/git .* failed/);
      await rm(join(folder, 'target'), { recursive: true });
      const environment = baseEnvironment(folder);
      await expect(
        fetchModule({ kind: 'git', url, commit }, join(folder, 'target'), {
          ...options(),
          environment,
        }),
      ).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
    });

    it('refuses a folder that is not there', async () => {
      const url = await git.createRepository('platform', 'flat', { files: { 'main.tf': '' } });
      const commit = await git.commit('platform', 'flat', { 'main.tf': '# x' });
      const failure = fetch({ kind: 'git', url, commit, folder: 'nowhere' });
      await expect(failure).rejects.toThrow(
        "There is no folder nowhere in the module's repository",
      );
    });

    it.each([
      [{ url: 'ssh://git.example/a.git' }, 'url: must be an http:// or https:// address'],
      [{ url: 'file:///etc' }, 'url: must be an http:// or https:// address'],
      [{ url: '--upload-pack=x' }, 'url: must be an http:// or https:// address'],
      [{ url: 'https://me:secret@git.example/a.git' }, /must not contain credentials/],
      [{ commit: undefined }, /commit: must be given/],
      [{ commit: 'main' }, /commit: must be a whole commit id/],
      [{ commit: 'abc1234' }, /commit: must be a whole commit id/],
      [{ folder: '../elsewhere' }, 'folder: must be a path inside the repository'],
      [{ folder: '/etc' }, 'folder: must be a path inside the repository'],
      [{ ref: '--force' }, 'ref: must be the name of a branch or tag'],
    ])('refuses %j in a type', (changes, problem) => {
      const commit = '0123456789abcdef0123456789abcdef01234567';
      const problems = problemsOf({ kind: 'git', url: 'https://a/b', commit, ...changes });
      expect(problems).toEqual([expect.stringMatching(problem)]);
    });
  });

  describe('from a folder', () => {
    it('copies it, without what programs left there', async () => {
      const module = join(folder, 'modules', 'note');
      await mkdir(join(module, '.terraform'), { recursive: true });
      await mkdir(join(module, 'sub'));
      await writeFile(join(module, 'main.tf'), '# here');
      await symlink('../main.tf', join(module, 'sub', 'link.tf'));
      const root = await fetch({ kind: 'folder', path: module });
      expect((await readdir(root)).sort()).toEqual(['main.tf', 'sub']);
      expect(await readFile(join(root, 'sub', 'link.tf'), 'utf8')).toBe('# here');
    });

    it('refuses one that is not allowed, by whatever way', async () => {
      await symlink(folder, join(folder, 'modules', 'way-out'));
      await mkdir(join(folder, 'modules-of-others'));
      const ways = [
        '',
        'modules/../modules-of-others',
        'modules/way-out',
        'modules-of-others',
        'no',
      ];
      for (const way of ways) {
        await expect(fetch({ kind: 'folder', path: `${folder}/${way}` })).rejects.toThrow(
          /is not a folder below one of infra\.opentofu\.modules\.allowedFolders/,
        );
      }
      expect(problemsOf({ kind: 'folder', path: 'modules' })).toEqual([
        'source.path: must be an absolute path',
      ]);
    });

    it('refuses links that lead out of it, or nowhere', async () => {
      for (const [name, target] of [
        ['absolute', join(folder, 'secret')],
        ['relative', '../../secret'],
        ['broken', 'not-there'],
      ]) {
        const module = join(folder, 'modules', name);
        await mkdir(module);
        await symlink(target, join(module, 'main.tf'));
        await expect(fetch({ kind: 'folder', path: module })).rejects.toThrow(
          'The module has the symbolic link main.tf, which leads out of it',
        );
      }
    });
  });

  describe('from the type itself', () => {
    it.each([
      [{ '../main.tf': '' }, /must be the name of a file, without a folder/],
      [{ 'a/main.tf': '' }, /must be the name of a file, without a folder/],
      [{ '.hidden.tf': '' }, /must be the name of a file, without a folder/],
      [{ 'main.tf': '', 'bailiwick_override.tf.json': '' }, /that the provisioner writes/],
      [{ 'README.md': '' }, /must have a file that ends with .tf/],
      [{ 'main.tf': 'x'.repeat(1024 * 1024 + 1) }, /must be at most 1048576 characters/],
    ])('refuses files that are none %#', (files, problem) => {
      expect(problemsOf({ kind: 'inline', files })).toEqual([expect.stringMatching(problem)]);
    });
  });

  it('refuses a backend that all resources would share', () => {
    const source = { kind: 'inline', files: { 'main.tf': '' } };
    const parse = (key: string) =>
      typeSettingsSchema.safeParse({
        source,
        backend: { kind: 's3', config: { bucket: 'b', key } },
      });
    expect(parse('states/all').error?.issues[0].message).toMatch(/must contain \{id\}/);
    expect(parse('states/{id}').success).toBe(true);
  });

  it('refuses a kind of source that there is not', () => {
    expect(problemsOf({ kind: 'registry' })).toEqual([
      'source.kind: must have the kind git, folder, inline or request',
    ]);
  });
});
