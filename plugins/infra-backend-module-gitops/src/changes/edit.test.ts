import { mockServices } from '@backstage/backend-test-utils';
import { type Git, startGit } from '@bailiwick/sandbox';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Clone, GitProgram } from '@bailiwick/backstage-plugin-infra-node';
import type { Entry } from '../values';
import { type Edit, planEdits } from './edit';

const run = promisify(execFile);

const entry = (name: string): Entry => ({
  name,
  teamId: 't',
  resourceQuota: { cpu: 1, memory: '1Gi' },
});
const inList = (path: string, name: string): Edit => ({
  kind: 'list',
  path,
  key: 'namespaces',
  change: { put: entry(name) },
});
const inFile = (path: string, name: string): Edit => ({
  kind: 'file',
  path,
  change: { put: entry(name) },
});

describe('edits of several runs', () => {
  let git: Git;
  let clone: Clone;
  let head: string;
  let folder: string;

  beforeAll(async () => {
    git = await startGit();
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-edits-'));
    const work = join(folder, 'work');
    const inWork = (...args: string[]) => run('git', args, { cwd: work });
    await run('git', ['clone', '--quiet', git.valuesFolder, work]);
    await run('sh', [
      '-c',
      `cd "${work}" && printf 'a: [' > broken.yaml && printf '\\377' > latin.yaml && ln -s broken.yaml link.yaml && printf 'x: 1\\n' > run.yaml && chmod +x run.yaml && printf 'f' > flat`,
    ]);
    await inWork('add', '--all');
    await inWork(
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@x',
      'commit',
      '--quiet',
      '-m',
      'Odd files',
    );
    await inWork('push', '--quiet', 'origin', 'HEAD:main');
    const url = git.valuesRepository;
    const credentials = { username: 'x', token: git.token };
    clone = new Clone({
      git: new GitProgram({ url, credentials, timeoutMs: 10_000 }),
      url,
      branch: 'main',
      cacheFolder: join(folder, 'clones'),
      logger: mockServices.logger.mock(),
    });
    head = (await clone.fetch())!;
  });
  afterAll(async () => {
    await git.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('go into one change per file', async () => {
    const { changes, refusals } = await planEdits(clone, head, [
      inList(git.valuesPath, 'a'),
      inFile('ns/b.yaml', 'b'),
      inList(git.valuesPath, 'c'),
    ]);
    expect(refusals.size).toBe(0);
    expect(changes.map(({ path }) => path)).toEqual([git.valuesPath, 'ns/b.yaml']);
  });

  it('keep what else a file is', async () => {
    const { changes } = await planEdits(clone, head, [inList('run.yaml', 'a')]);
    expect(changes).toEqual([
      { path: 'run.yaml', mode: '100755', text: expect.stringMatching(/^x: 1\nnamespaces:/) },
    ]);
  });

  it.each([
    ['broken.yaml', /broken\.yaml is not valid YAML/],
    ['latin.yaml', /latin\.yaml is not text in UTF-8/],
    ['link.yaml', /link\.yaml is not a regular file/],
    ['src', /src is not a regular file/],
    ['flat/below.yaml', /flat is not a folder/],
  ])('are not held up by one of %s', async (path, reason) => {
    const { changes, refusals } = await planEdits(clone, head, [
      inList(path, 'a'),
      inList(git.valuesPath, 'b'),
      inList(path, 'c'),
    ]);
    expect(changes.map(change => change.path)).toEqual([git.valuesPath]);
    expect([...refusals.keys()]).toEqual([0, 2]);
    expect(refusals.get(0)).toMatch(reason);
  });
});
