import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type GitHouse, openGitHouse } from './__testUtils__/openGitHouse';
import { resourceOf, TestRun } from './__testUtils__/TestRun';
import type { KillAt, WorkerTask } from './__testUtils__/worker';

jest.setTimeout(120_000);

const LOADER = require.resolve('@backstage/cli/config/nodeTransform.cjs');

describe('processes of their own', () => {
  let house: GitHouse;

  beforeAll(async () => {
    house = await openGitHouse();
  });
  afterAll(() => house.stop());

  /** Starts a worker process; resolves to how it ended. */
  async function work(task: Pick<WorkerTask, 'runs' | 'killAt'>) {
    const child = spawn(
      process.execPath,
      ['--require', LOADER, require.resolve('./__testUtils__/worker.ts')],
      {
        env: {
          ...process.env,
          WORKER_TASK: JSON.stringify({
            ...task,
            config: house.config,
            database: house.database.connection,
          }),
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    const said: Buffer[] = [];
    child.stderr.on('data', chunk => said.push(chunk));
    const [code, signal] = await once(child, 'close');
    return { code, signal, said: Buffer.concat(said).toString('utf8') };
  }

  const names = async () => (await house.entries()).map(({ name }) => name).sort();
  const count = async (change: string) =>
    (await house.messages()).join('\n').split(`Infra-Change: ${change}`).length - 1;

  const KILLS: KillAt[] = ['handed-in', 'committed', 'pushed', 'marked', 'synced'];

  it.each(KILLS)(
    'an apply whose worker is killed when it has %s ends as one commit',
    async killAt => {
      const run = new TestRun(resourceOf(`apply-${killAt}`));
      const { id, resource } = run;
      const killed = await work({ runs: [{ id, kind: 'apply', resource }], killAt });
      expect(killed).toMatchObject({ signal: 'SIGKILL', said: '' });

      // The next worker knows nothing of what the first one did: not one step was stored.
      await house.open().provisioner.apply(run.context('apply'));
      expect((await names()).filter(name => name === resource.externalName)).toHaveLength(1);
      expect(await count(`${id}:put`)).toBe(1);
      const head = (await house.server('rev-parse', 'main')).trim();
      expect(run.commits).toEqual([head]);
    },
  );

  it.each(KILLS)(
    'a destroy whose worker is killed when it has %s ends as one commit',
    async killAt => {
      const { resource } = new TestRun(resourceOf(`destroy-${killAt}`));
      const { provisioner } = house.open();
      await provisioner.apply(new TestRun(resource).context('apply'));

      const run = new TestRun(resource);
      const killed = await work({ runs: [{ id: run.id, kind: 'destroy', resource }], killAt });
      expect(killed).toMatchObject({ signal: 'SIGKILL', said: '' });
      await provisioner.destroy(run.context('destroy'));
      expect(await names()).not.toContain(resource.externalName);
      expect(await count(`${run.id}:remove`)).toBe(1);
    },
  );

  it.each(KILLS)(
    'a compensation after a worker that was killed when it has %s leaves no entry',
    async killAt => {
      const run = new TestRun(resourceOf(`undone-${killAt}`));
      const { id, resource } = run;
      await work({ runs: [{ id, kind: 'apply', resource }], killAt });
      const { provisioner } = house.open();
      await provisioner.compensate(run.context('apply', { stage: 'compensate' }));
      expect(await names()).not.toContain(resource.externalName);
    },
  );

  it.each(KILLS)(
    'a compensation whose own worker is killed when it has %s ends as one commit, with nothing left',
    async killAt => {
      const run = new TestRun(resourceOf(`back-${killAt}`));
      const { id, resource } = run;
      const { provisioner } = house.open();
      await provisioner.apply(run.context('apply'));
      const killed = await work({ runs: [{ id, kind: 'compensate', resource }], killAt });
      expect(killed).toMatchObject({ signal: 'SIGKILL', said: '' });

      await provisioner.compensate(run.context('apply', { stage: 'compensate' }));
      expect(await names()).not.toContain(resource.externalName);
      expect(await count(`${id}:revert`)).toBe(1);
      const { status } = await house.client.getApplication('namespaces');
      expect(status.resources.map(({ name }) => name)).not.toContain(resource.externalName);
    },
  );

  it('write one linear history, whatever they do at once', async () => {
    const before = (await house.messages()).length;
    const runsOf = (process: number) =>
      Array.from({ length: 25 }, (_, index) => ({
        id: new TestRun(resourceOf('x')).id,
        kind: 'apply' as const,
        resource: resourceOf(`p${process}-${index}`),
      }));
    const all = [runsOf(1), runsOf(2), runsOf(3)];
    const hand = house.git.commit('platform', 'values', { 'README.md': '# By hand\n' });
    const ends = await Promise.all(all.map(runs => work({ runs })));
    await hand;
    expect(ends).toEqual(all.map(() => ({ code: 0, signal: null, said: '' })));

    const listed = await names();
    for (const { resource } of all.flat()) expect(listed).toContain(resource.externalName);
    expect(new Set(listed).size).toBe(listed.length);
    expect((await house.server('rev-list', '--merges', 'main')).trim()).toBe('');
    expect(await house.server('show', 'main:README.md')).toBe('# By hand\n');
    const messages = await house.messages();
    expect(messages.length - before).toBeLessThanOrEqual(16);
    for (const { id } of all.flat()) expect(await count(`${id}:put`)).toBe(1);
  });

  it('go on where the one that commits for all is killed', async () => {
    const mine = new TestRun(resourceOf('survivor'));
    const theirs = new TestRun(resourceOf('victim'));
    const killed = work({
      runs: [{ id: theirs.id, kind: 'apply', resource: theirs.resource }],
      killAt: 'pushed',
    });
    const { provisioner } = house.open();
    await Promise.all([provisioner.apply(mine.context('apply')), killed]);
    await provisioner.apply(theirs.context('apply'));
    expect(await names()).toEqual(expect.arrayContaining(['checkout-survivor', 'checkout-victim']));
    expect(await count(`${theirs.id}:put`)).toBe(1);
  });
});
