import { mockServices } from '@backstage/backend-test-utils';
import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { Git, startGit } from '../git';

// Processes start slowly where many tests share a machine.
jest.setTimeout(60_000);

describe("Backstage's reader of GitHub", () => {
  let git: Git;
  beforeAll(async () => {
    git = await startGit();
    await git.createRepository('apps', 'shop', {
      files: { 'catalog-info.yaml': 'kind: Component\n', 'docs/a.md': '# A\n', 'docs/b.txt': 'b' },
      private: true,
    });
  });
  afterAll(() => git.stop());

  const readerWith = (token?: string) =>
    UrlReaders.default({
      logger: mockServices.logger.mock(),
      config: mockServices.rootConfig({
        data: {
          integrations: {
            github: [{ host: new URL(git.url).host, apiBaseUrl: git.githubUrl, token }],
          },
        },
      }),
    });
  const address = (path: string) => `${git.url}/apps/shop/${path}`;

  it('reads a file of a private repository, and notices that it is the same', async () => {
    const reader = readerWith(git.token);
    const url = address('blob/main/catalog-info.yaml');
    const { buffer, etag } = await reader.readUrl(url);
    expect(`${await buffer()}`).toBe('kind: Component\n');
    await expect(reader.readUrl(url, { etag })).rejects.toMatchObject({ name: 'NotModifiedError' });
    await git.commit('apps', 'shop', { 'catalog-info.yaml': 'kind: API\n' });
    expect(`${await (await reader.readUrl(url, { etag })).buffer()}`).toBe('kind: API\n');
  });

  it('reads a folder, and notices that nothing was committed', async () => {
    const reader = readerWith(git.token);
    const tree = await reader.readTree(address('tree/main/docs'));
    const files = await tree.files();
    expect(files.map(({ path }) => path).sort()).toEqual(['a.md', 'b.txt']);
    const texts = await Promise.all(files.map(async ({ content }) => `${await content()}`));
    expect(texts.sort()).toEqual(['# A\n', 'b']);
    await expect(
      reader.readTree(address('tree/main/docs'), { etag: tree.etag }),
    ).rejects.toMatchObject({ name: 'NotModifiedError' });
  });

  it('finds files by a pattern', async () => {
    const { files } = await readerWith(git.token).search(address('blob/main/docs/*.md'));
    expect(files.map(({ url }) => url)).toEqual([address('blob/main/docs/a.md')]);
    expect(`${await files[0].content()}`).toBe('# A\n');
  });

  it.each([
    ['a file that is not there', 'blob/main/none.yaml'],
    ['a branch that is not there', 'blob/none/catalog-info.yaml'],
  ])('says that %s is not found', async (_, path) => {
    await expect(readerWith(git.token).readUrl(address(path))).rejects.toMatchObject({
      name: 'NotFoundError',
    });
  });

  it('finds nothing of a private repository without the token', async () => {
    await expect(
      readerWith().readUrl(address('blob/main/catalog-info.yaml')),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
  });
});
