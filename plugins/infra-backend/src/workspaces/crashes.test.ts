import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../runs/__testUtils__/waiting';
import type { KillAt, MirrorTask } from './__testUtils__/mirrorProcess';
import { openWorkspaceHouse, type WorkspaceHouse } from './__testUtils__/openWorkspaceHouse';

jest.setTimeout(180_000);

const LOADER = require.resolve('@backstage/cli/config/nodeTransform.cjs');

let house: WorkspaceHouse;
let cacheFolder: string;

beforeAll(async () => {
  // The tests have processes of their own write to the git host.
  house = await openWorkspaceHouse({ mirror: false });
  cacheFolder = await mkdtemp(join(tmpdir(), 'crashing-clones-'));
});
afterAll(async () => {
  await house.stop();
  await rm(cacheFolder, { recursive: true, force: true });
});

/** Has a process do what is due of a workspace; resolves to how it ended. */
async function serve(workspaceId: string, killAt?: KillAt) {
  const task: MirrorTask = {
    ...{ workspaceId, cacheFolder, token: house.git.token, ...(killAt ? { killAt } : {}) },
    database: { ...house.backend.database.connection },
  };
  const child = spawn(
    process.execPath,
    ['--require', LOADER, require.resolve('./__testUtils__/mirrorProcess.ts')],
    {
      env: { ...process.env, MIRROR_TASK: JSON.stringify(task) },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const said: Buffer[] = [];
  child.stderr.on('data', chunk => said.push(chunk));
  const [code, signal] = await once(child, 'close');
  return { code, signal, said: Buffer.concat(said).toString('utf8') };
}

const KILLED = { signal: 'SIGKILL', said: '' };
const WELL = { code: 0, signal: null, said: '' };

describe('a process that is killed', () => {
  it.each<KillAt>(['named', 'pushed', 'opened', 'merged', 'deleted'])(
    'when it has %s leaves nothing undone and nothing double: one pull request is merged',
    async killAt => {
      const { url, name } = await house.createRepository();
      const workspace = await house.createWorkspace(url);
      const { id } = await house.request(workspace, { type: 'paper' });
      await until(async () => ((await house.read(id)).status === 'done' ? true : undefined));
      expect(await serve(workspace.id, killAt)).toMatchObject(KILLED);
      expect(await serve(workspace.id)).toEqual(WELL);

      const mirror = await house.mirrorOf(id);
      expect(mirror).toMatchObject({ state: 'merged', pullRequest: { state: 'merged' } });
      expect(mirror.outside).toBeUndefined();
      expect((await house.pulls(name)).map(({ merged_at }) => merged_at !== null)).toEqual([true]);
      expect(await house.branches(name)).toEqual(['main']);
      expect(await house.file(name, `${mirror.path}/main.tf`)).toContain('# r-');
    },
  );

  it.each<KillAt>(['closed', 'deleted'])(
    'when it has %s what was rejected ends as closed, by us',
    async killAt => {
      const { url, name } = await house.createRepository();
      const workspace = await house.createWorkspace(url);
      const { id } = await house.request(workspace);
      expect(await serve(workspace.id)).toEqual(WELL);
      expect(await house.mirrorOf(id)).toMatchObject({ state: 'open' });
      await house.act(id, 'cancel');
      expect(await serve(workspace.id, killAt)).toMatchObject(KILLED);
      expect(await serve(workspace.id)).toEqual(WELL);

      const mirror = await house.mirrorOf(id);
      expect(mirror).toMatchObject({ state: 'closed', pullRequest: { state: 'closed' } });
      expect(mirror.outside).toBeUndefined();
      expect(await house.branches(name)).toEqual(['main']);
      expect(await house.pulls(name)).toHaveLength(1);
    },
  );
});
