import { type Git, startGit } from '@bailiwick/sandbox';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeSource } from './CodeSource';

// Git starts slowly where many tests share a machine.
jest.setTimeout(60_000);

const FILES = { Dockerfile: 'FROM scratch\n', 'api/Dockerfile': 'FROM scratch\n', 'api/a': 'x' };

describe('code that is built', () => {
  let git: Git;
  let url: string;
  let secret: string;
  let first: string;
  let folder: string;
  let code: CodeSource;
  const { signal } = new AbortController();
  const pin = (wish: object) => code.pin({ repository: url, environment: {}, ...wish }, signal);
  beforeAll(async () => {
    git = await startGit();
    folder = await mkdtemp(join(tmpdir(), 'code-'));
    url = await git.createRepository('apps', 'shop', { files: FILES });
    secret = await git.createRepository('apps', 'secret', { files: FILES, private: true });
    code = new CodeSource([`${git.url}/apps`, 'http://127.0.0.1:1/'], 30_000);
    first = await pin({});
  });
  afterAll(async () => {
    await git.stop();
    await rm(folder, { recursive: true });
  });

  const checkOut = (name: string, source: object, environment = {}) => {
    const wish = { repository: url, commit: first, dockerfile: 'Dockerfile', ...source };
    return code.checkOut(join(folder, name), wish, environment, signal);
  };

  it('is pinned to what a branch stands for when it is asked for', async () => {
    expect(await pin({ ref: 'main' })).toBe(first);
    const second = await git.commit('apps', 'shop', { 'api/a': 'y' });
    expect(await pin({ ref: 'main' })).toBe(second);
    expect(await pin({ ref: 'main', commit: first })).toBe(first);
  });

  it.each([
    [{ ref: 'nothing' }, '/source/ref', 'neither a branch nor a tag'],
    [{ commit: 'f'.repeat(40) }, '/source/commit', 'not in the history'],
    [{ repository: 'https://elsewhere.example/x' }, '/source/repository', 'must be one of'],
  ])('is refused with %j', async (wish, pointer, message) => {
    await expect(pin(wish)).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ pointer, message: expect.stringContaining(message) }],
    });
  });

  it('is not found by ways up', async () => {
    for (const repository of [`${git.url}/apps/../platform/x`, `${git.url}/apps/..%2fplatform/x`]) {
      await expect(pin({ repository })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    }
  });

  it('of a private repository needs the integration of the resource, and none of the backend', async () => {
    const environment = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `http.${git.url}/.extraHeader`,
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`x:${git.token}`).toString('base64')}`,
    };
    await expect(pin({ repository: secret })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [
        { pointer: '/source/repository', message: expect.stringContaining('type git-host') },
      ],
    });
    const nowhere = pin({ repository: 'http://127.0.0.1:1/apps/x' });
    await expect(nowhere).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
    expect(await pin({ repository: secret, environment })).toMatch(/^[0-9a-f]{40}$/);
  });

  it('is the files of the commit alone', async () => {
    const { context, dockerfile } = await checkOut('whole', {});
    expect((await readdir(context)).sort()).toEqual(['Dockerfile', 'api']);
    expect(await readFile(dockerfile, 'utf8')).toBe(FILES.Dockerfile);
    const inner = await checkOut('inner', { folder: 'api' });
    expect((await readdir(inner.context)).sort()).toEqual(['Dockerfile', 'a']);
  });

  it.each([
    [{ folder: 'nowhere' }, 'There is no folder nowhere in the repository'],
    [{ folder: '../..' }, 'There is no folder ../.. in the repository'],
    [{ dockerfile: 'Containerfile' }, 'There is no file Containerfile'],
    [{ folder: 'api', dockerfile: '../Dockerfile' }, 'There is no file ../Dockerfile'],
    [{ dockerfile: 'api' }, 'There is no file api'],
  ])('that is not there is said so: %j', async (source, message) => {
    const name = JSON.stringify(source).replace(/\W/g, '');
    await expect(checkOut(name, source)).rejects.toThrow(message);
  });
});
