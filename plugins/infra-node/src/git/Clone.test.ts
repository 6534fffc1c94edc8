import { mockServices } from '@backstage/backend-test-utils';
import { type Git, startGit } from '@bailiwick/sandbox';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Clone, type CloneOptions } from './Clone';
import { GitProgram } from './GitProgram';

jest.setTimeout(60_000);

const run = promisify(execFile);
const AUTHOR = { name: 'Robot', email: 'robot@example.com' };
const PATH = 'src/helm/values.yaml';
const logger = mockServices.logger.mock();

describe('a clone', () => {
  let git: Git;
  let cacheFolder: string;

  beforeAll(async () => {
    git = await startGit();
    cacheFolder = await mkdtemp(join(tmpdir(), 'bailiwick-clones-'));
  });
  afterAll(async () => {
    await git.stop();
    await rm(cacheFolder, { recursive: true, force: true });
  });
  beforeEach(() => git.faults.reset());

  const open = (
    changes: { url?: string; token?: string; timeoutMs?: number } & Partial<CloneOptions> = {},
  ) => {
    const { token = git.token, timeoutMs = 10_000, ...others } = changes;
    const url = changes.url ?? git.valuesRepository;
    const program = new GitProgram({ url, credentials: { username: 'x', token }, timeoutMs });
    return new Clone({ git: program, branch: 'main', cacheFolder, logger, ...others, url });
  };

  const commit = (clone: Clone, parent: string | undefined, text: string) =>
    clone.commit({ parent, message: 'Change\n', author: AUTHOR, changes: [{ path: PATH, text }] });

  const filesOf = async (folder: string): Promise<string[]> => {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  };

  it('follows, reads, commits and pushes', async () => {
    const clone = open();
    const head = await clone.fetch();
    const texts = await clone.read(head!, [PATH, 'absent.yaml']);
    expect([...texts.keys()]).toEqual([PATH]);
    const next = await commit(clone, head, 'namespaces: [] # ü 🚀\n');
    expect(await clone.push(next)).toEqual({ pushed: true });
    expect(await clone.fetch()).toBe(next);
    expect((await clone.read(next, [PATH])).get(PATH)).toEqual({
      text: 'namespaces: [] # ü 🚀\n',
      mode: '100644',
    });
    expect(await clone.isAncestor(head!, next)).toBe(true);
    expect(await clone.isAncestor(next, head!)).toBe(false);
    expect(await clone.isAncestor('0'.repeat(40), next)).toBe(false);
    const shown = await run(
      'git',
      ['-c', 'safe.directory=*', 'show', '--format=%an <%ae> %cn', next],
      {
        cwd: git.valuesFolder,
      },
    );
    expect(shown.stdout).toContain('Robot <robot@example.com> Robot');
  });

  it('does not push over what somebody else pushed', async () => {
    const clone = open();
    const head = await clone.fetch();
    const theirs = await git.commit('platform', 'values', { 'other.txt': 'theirs\n' });
    const mine = await commit(clone, head, 'namespaces: []\n');
    expect(await clone.push(mine)).toEqual({
      pushed: false,
      byRule: false,
      reason: expect.stringContaining('rejected'),
    });
    expect(await clone.fetch()).toBe(theirs);
  });

  it('says that a push was rejected by the host', async () => {
    const clone = open();
    const next = await commit(clone, await clone.fetch(), 'namespaces: [] # 2\n');
    git.faults.set({ rejectPushes: 1 });
    expect(await clone.push(next)).toEqual({
      pushed: false,
      byRule: false,
      reason: expect.stringContaining('non-fast-forward'),
    });
    expect(await clone.push(next)).toEqual({ pushed: true });
  });

  it('says what a hook of the host said', async () => {
    const clone = open();
    const next = await commit(clone, await clone.fetch(), 'namespaces: [] # hooked\n');
    const hook = join(git.valuesFolder, 'hooks', 'pre-receive');
    await writeFile(
      hook,
      '#!/bin/sh\necho "No comments,  please"\necho; echo "Ask Paul" >&2\nexit 1\n',
      {
        mode: 0o755,
      },
    );
    expect(await clone.push(next)).toEqual({
      pushed: false,
      byRule: true,
      reason: '[remote rejected] (pre-receive hook declined): No comments,  please; Ask Paul',
    });
    await rm(hook);
    expect(await clone.push(next)).toEqual({ pushed: true });
  });

  it('makes the first commit of an empty repository', async () => {
    const url = await git.createRepository('platform', 'fresh');
    const clone = open({ url });
    expect(await clone.fetch()).toBeUndefined();
    const first = await commit(clone, undefined, 'a: 1\n');
    expect(await clone.push(first)).toEqual({ pushed: true });
    expect(await clone.fetch()).toBe(first);
  });

  it('does not begin a branch beside those that are there', async () => {
    await expect(open({ branch: 'mian' }).fetch()).rejects.toMatchObject({
      failure: 'denied',
      message: `The repository ${git.valuesRepository} has no branch mian`,
    });
  });

  it('finds commits by their trailers', async () => {
    const clone = open();
    const head = await clone.fetch();
    const made = await clone.commit({
      parent: head,
      message: 'Two\n\n- a\n- b\n\nInfra-Resource: 1\nInfra-Change: a:put\nInfra-Change: b:put\n',
      author: AUTHOR,
      changes: [{ path: 'x', text: 'x\n' }],
    });
    await clone.push(made);
    const found = await clone.findTrailers('Infra-Change', made, head);
    expect(found).toEqual(
      new Map([
        ['a:put', made],
        ['b:put', made],
      ]),
    );
    expect(await clone.findTrailers('Infra-Change', made, made)).toEqual(new Map());
    expect((await clone.findTrailers('Infra-Change', made, '0'.repeat(40))).get('a:put')).toBe(
      made,
    );
  });

  it('tells what is denied from what cannot be reached', async () => {
    const wrong = await open({ token: 'wrong-token' })
      .fetch()
      .catch(error => error);
    expect(wrong).toMatchObject({ name: 'GitError', failure: 'denied' });
    expect(wrong.message).not.toContain('wrong-token');
    const absent = open({ url: `${git.url}/platform/absent.git` });
    await expect(absent.fetch()).rejects.toMatchObject({ failure: 'denied' });
    git.faults.set({ down: true });
    await expect(open().fetch()).rejects.toMatchObject({ failure: 'unreachable' });
  });

  it('ends a call that hangs, together with what it started', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/hangs.git`;
    await expect(open({ url, timeoutMs: 500 }).fetch()).rejects.toMatchObject({
      failure: 'unreachable',
      message: expect.stringContaining('no end within 0.5 s'),
    });
    const { stdout } = await run('ps', ['-eo', 'args']);
    expect(stdout).not.toContain(url);
    server.closeAllConnections();
    server.close();
  });

  it('makes a broken clone anew', async () => {
    const own = join(cacheFolder, 'own');
    const clone = open({ cacheFolder: own });
    const head = await clone.fetch();
    const [ref] = (await filesOf(own)).filter(file => file.endsWith('origin/main'));
    await writeFile(`${ref}.lock`, '');
    const newer = await git.commit('platform', 'values', { 'newer.txt': '1\n' });
    expect(await clone.fetch()).toBe(newer);
    expect(newer).not.toBe(head);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(/^The clone is made anew: git fetch/),
    );
  });

  it('takes over the clone of a process that has ended, and of no other', async () => {
    const child = await new Promise<string>((resolve, reject) => {
      execFile('sh', ['-c', 'echo $$'], (error, stdout) =>
        error ? reject(error) : resolve(stdout.trim()),
      );
    });
    const clone = open();
    await clone.fetch();
    const folders = await readdir(cacheFolder);
    const repository = createHash('sha256').update(git.valuesRepository).digest('hex').slice(0, 16);
    const mine = folders.find(name => name.startsWith(`${repository}.`))!;
    const abandoned = mine.replace(/\.\d+\.\d+$/, `.${child}.0`);
    await run('cp', ['-r', join(cacheFolder, mine), join(cacheFolder, abandoned)]);
    await open().fetch();
    const after = await readdir(cacheFolder);
    expect(after).not.toContain(abandoned);
    expect(after).toEqual(expect.arrayContaining(folders));
  });

  it('keeps credentials to itself', async () => {
    const secret = 'Qm9udGhlcm91Z2g';
    const seen: string[] = [];
    const server = createServer((request, response) => {
      // What another program of this machine would see while git runs.
      execFile('ps', ['-eo', 'args'], (_, stdout) => {
        seen.push(`${request.headers.authorization}`, stdout);
        response.writeHead(500).end(`no ${secret} ${request.headers.authorization}`);
      });
    }).listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/a/b.git`;
    const error = await open({ url, token: secret })
      .fetch()
      .catch(caught => caught);
    server.close();

    const basic = Buffer.from(`x:${secret}`).toString('base64');
    expect(seen[0]).toBe(`Basic ${basic}`);
    expect(seen[1]).toContain(url);
    for (const told of [
      error.message,
      error.stack,
      ...seen.filter((_, index) => index % 2 === 1),
    ]) {
      expect(told).not.toContain(secret);
      expect(told).not.toContain(basic);
    }
    for (const file of await filesOf(cacheFolder)) {
      const text = await readFile(file, 'latin1');
      expect(text.includes(secret) || text.includes(basic) || text.includes(git.token)).toBe(false);
    }
  });
});
