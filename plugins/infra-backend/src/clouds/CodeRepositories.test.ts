import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { type Git, startGit } from '@bailiwick/sandbox';
import { readdir } from 'node:fs/promises';
import { CodeRepositories } from './CodeRepositories';

// Processes start slowly where many tests share a machine.
jest.setTimeout(60_000);

describe('code in repositories', () => {
  let git: Git;
  let reader: UrlReaderService;
  let repositories: CodeRepositories;
  let workingDirectory: string;
  beforeAll(async () => {
    git = await startGit();
    await git.createRepository('apps', 'shop', {
      files: {
        'app.py': 'import infrar',
        'api/main.py': 'x = 1',
        'node_modules/x/a.js': 'y()',
        'big.py': `# ${'x'.repeat(1_100_000)}`,
        'notes.txt': 'no code',
      },
      private: true,
    });
    workingDirectory = git.valuesFolder.replace(/[^/]+\/[^/]+$/, '');
    const { host } = new URL(git.url);
    const data = {
      backend: { workingDirectory },
      integrations: { github: [{ host, apiBaseUrl: git.githubUrl, token: git.token }] },
    };
    reader = UrlReaders.default({
      logger: mockServices.logger.mock(),
      config: mockServices.rootConfig({ data }),
    });
  });
  beforeEach(() => {
    repositories = new CodeRepositories(reader);
  });
  afterAll(() => git.stop());

  const address = (path: string) => `${git.url}/${path}`;
  const pathsIn = (repository: string) =>
    repositories.withFiles(repository, async files => {
      const found: string[] = [];
      for await (const file of files) {
        found.push('skipped' in file ? `${file.path}: ${file.skipped}` : file.path);
      }
      return found;
    });

  it('is read as it is on the default branch, without what is vendored, and names what is too large', async () => {
    expect(await pathsIn(address('apps/shop'))).toEqual([
      ...['api/main.py', 'app.py', 'big.py: too-large'],
    ]);
  });

  it('is refused where there is too much of it', async () => {
    const large = Array.from({ length: 5 }, (_, at) => [`a/${at}.txt`, 'x'.repeat(999_000)]);
    const files = { ...Object.fromEntries(large), 'small/a.py': 'x = 1' };
    await git.createRepository('apps', 'huge', { files });
    repositories = new CodeRepositories(reader, 4_000_000);
    const before = await readdir(workingDirectory);
    await expect(pathsIn(address('apps/huge'))).rejects.toMatchObject({
      details: [{ pointer: '/repository', message: expect.stringContaining('at most 4 MB') }],
    });
    expect(await readdir(workingDirectory)).toEqual(before);
    expect(await pathsIn(address('apps/huge/tree/main/small'))).toEqual(['a.py']);
  });

  it('is read from a folder', async () => {
    expect(await pathsIn(address('apps/shop/tree/main/api'))).toEqual(['main.py']);
  });

  it('is forgotten, also when what it was read for fails', async () => {
    const before = await readdir(workingDirectory);
    await expect(
      repositories.withFiles(address('apps/shop'), async () => {
        expect(await readdir(workingDirectory)).toHaveLength(before.length + 1);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await readdir(workingDirectory)).toEqual(before);
  });

  it.each([
    [() => address('apps/none'), 'must be a repository that the portal may read'],
    [() => 'https://elsewhere.example/a/b', 'must be on a git host that the portal is configured'],
  ])('is refused where it cannot be read (%#)', async (repository, message) => {
    await expect(pathsIn(repository())).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ pointer: '/repository', message: expect.stringContaining(message) }],
    });
  });

  it('says that the host does not answer, and not what it said', async () => {
    git.faults.set({ down: true });
    await expect(pathsIn(address('apps/shop'))).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
    git.faults.reset();
  });
});
