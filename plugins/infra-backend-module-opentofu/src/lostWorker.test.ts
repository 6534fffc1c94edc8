import type { JsonObject } from '@backstage/types';
import type { ResourceAction } from '@bailiwick/backstage-plugin-infra-common';
import { type Git, startGit } from '@bailiwick/sandbox';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describeTerraform, until } from './__testUtils__';
import { type Gates, openGates } from './__testUtils__/openGates';
import { openPortal, type Portal } from './__testUtils__/openPortal';
import { startWorker, type Worker } from './__testUtils__/startWorker';

jest.setTimeout(180_000);

const RUNS = { leaseDuration: { seconds: 3 }, heartbeat: { seconds: 1 } };
/** Long enough for a program to store what it did when its worker was killed, also on a busy machine. */
const LONGER = { ...RUNS, leaseDuration: { seconds: 15 } };

/** What a plan reads; it stops there while the gate is closed. */
async function startSurroundings() {
  const waiting: ServerResponse[] = [];
  let isClosed = false;
  const state = { version: 4, terraform_version: '1.5.0', serial: 1, lineage: 'x' };
  const answer = (response: ServerResponse) =>
    response.end(JSON.stringify({ ...state, outputs: {}, resources: [] }));
  const server = createServer((_, response) => {
    if (isClosed) waiting.push(response);
    else answer(response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      isClosed = true;
    },
    open() {
      isClosed = false;
      waiting.splice(0).forEach(answer);
    },
    reached: () => until(async () => waiting.length > 0),
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describeTerraform('A worker that is lost (terraform must be installed)', () => {
  let portal: Portal;
  let gates: Gates;
  let git: Git;
  let surroundings: Awaited<ReturnType<typeof startSurroundings>>;
  let worker: Worker;
  const workers: Worker[] = [];

  /** Each worker has a folder of its own for what it is working on. */
  const nextWorker = async (runs: JsonObject = RUNS) => {
    const temporary = join(gates.folder, `worker-${workers.length}`);
    await mkdir(temporary);
    worker = await startWorker(
      portal.orders,
      { runs, binary: gates.binary, rescueFolder: join(gates.folder, 'rescue') },
      { TMPDIR: temporary, PATH: `${gates.folder}:${process.env.PATH}` },
    );
    workers.push(worker);
    return { worker, temporary };
  };

  beforeAll(async () => {
    [portal, gates, git, surroundings] = await Promise.all([
      openPortal({ infra: { runs: { ...RUNS, worker: false } } }),
      openGates(),
      startGit(),
      startSurroundings(),
    ]);
    const main = `
      data "terraform_remote_state" "surroundings" {
        backend = "http"
        config  = { address = "${surroundings.url}" }
      }
      resource "terraform_data" "first" {}
      resource "terraform_data" "gated" {
        depends_on = [terraform_data.first]
        provisioner "local-exec" {
          command = <<-EOT
            echo made >> ${gates.folder}/effects
            ${gates.wait('apply')}
          EOT
        }
        provisioner "local-exec" {
          when    = destroy
          command = <<-EOT
            ${gates.wait('destroy')}
          EOT
        }
      }
      output "id" {
        value = terraform_data.gated.id
      }`;
    const url = await git.createRepository('platform', 'gated', { files: { 'main.tf': main } });
    const { proposal } = await portal.as('ada').importResourceType({
      body: { provisioner: 'opentofu', source: { kind: 'git', url, ref: 'main' }, name: 'gated' },
    });
    await portal.as('ada').createResourceType({ body: proposal });
    const steps = [{ title: 'Department', approvers: { role: 'dept_admin' } as const }];
    const asked = { ...proposal, name: 'asked', approval: { steps, kinds: ['create' as const] } };
    await portal.as('ada').createResourceType({ body: asked });
    await nextWorker(LONGER);
  });
  afterAll(async () => {
    await Promise.all(workers.map(each => each.kill()));
    surroundings.stop();
    await git.stop();
    await portal.stop();
    await gates.remove();
  });

  /** Opens a gate that a failed test left closed. */
  let open: (() => Promise<unknown> | unknown) | undefined;
  afterEach(async () => {
    await open?.();
    open = undefined;
  });

  const tess = () => portal.as('tess');
  const act = (id: string, action: ResourceAction) =>
    tess().actOnResource({ params: { id, action } });
  const allowed = async (id: string) => {
    const { allowedActions } = await tess().getResource({ params: { id } });
    return allowedActions.filter(each => each.allowed).map(({ action }) => action);
  };
  const stateOf = (resourceId: string) => tess().getStateOverview({ params: { resourceId } });
  const effects = async () => {
    const text = await readFile(join(gates.folder, 'effects'), 'utf8').catch(() => '');
    return text.split('\n').length - 1;
  };

  /** Closes the gate of a phase. The answer waits until a run has come there, and opens it again. */
  async function gateOf(phase: string, runPhase: () => Promise<string | undefined>) {
    if (phase === 'plan') {
      surroundings.close();
      return { reached: surroundings.reached, open: async () => surroundings.open() };
    }
    if (phase === 'credentials') {
      const lock = await portal.knex.transaction();
      await lock.raw('LOCK TABLE state_credentials IN ACCESS EXCLUSIVE MODE');
      const reached = () => until(async () => (await runPhase()) === 'credentials');
      return { reached, open: () => lock.rollback() };
    }
    const name = { checkout: 'fetch', outputs: 'output' }[phase] ?? phase;
    await gates.close(name);
    return { reached: () => gates.reached(name), open: () => gates.open(name) };
  }

  it.each(['apply', 'checkout', 'credentials', 'init', 'plan', 'outputs'])(
    'in %s leaves a resource that says what happened and can be carried on with',
    async phase => {
      let id = '';
      const gate = await gateOf(phase, async () => (id ? (await portal.lastRun(id)).phase : ''));
      open = gate.open;
      const before = await effects();
      ({ id } = await portal.request('gated', `killed-${phase}`));
      await gate.reached();
      expect(await tess().getResource({ params: { id } })).toMatchObject({ status: 'in_progress' });
      const dead = workers.at(-1)!;
      await dead.kill();
      const next = nextWorker();

      expect(await portal.settled(id)).toMatchObject({
        state: 'provision',
        status: 'unknown',
        statusReason: `The worker was lost in the phase ${phase}`,
      });
      expect(await portal.lastRun(id)).toMatchObject({ status: 'lost', attempt: 1, phase });
      expect(await allowed(id)).toEqual(expect.arrayContaining(['retry', 'destroy']));
      // What the program did it stored, and gave its lock back.
      await until(async () => (await stateOf(id)).lock === undefined);
      await gate.open();
      open = undefined;

      await next;
      await act(id, 'retry');
      const live = await portal.settled(id);
      expect(live).toMatchObject({ state: 'provisioned', status: 'done' });
      expect(live.outputs).toEqual({ id: expect.any(String) });
      expect((await effects()) - before).toBe(phase === 'apply' ? 2 : 1);
    },
  );

  it('in the middle of a destruction leaves one that can be carried on with', async () => {
    const { id } = await portal.request('gated', 'doomed');
    await portal.settled(id);
    await gates.close('destroy');
    open = () => gates.open('destroy');
    await act(id, 'destroy');
    await gates.reached('destroy');
    await worker.kill();
    const next = nextWorker();
    expect(await portal.settled(id)).toMatchObject({
      ...{ state: 'destroy', status: 'unknown' },
      statusReason: 'The worker was lost in the phase apply',
    });
    await until(async () => (await stateOf(id)).lock === undefined);
    await gates.open('destroy');
    await next;
    await act(id, 'retry');
    expect(await portal.settled(id)).toMatchObject({ state: 'destroyed', status: 'done' });
  });

  it('while it plans what is to be approved leaves a request that is planned again', async () => {
    surroundings.close();
    open = () => surroundings.open();
    const { id } = await portal.request('asked', 'undecided');
    await surroundings.reached();
    await worker.kill();
    const next = nextWorker();
    await until(async () => (await portal.lastRun(id)).status === 'lost');
    expect(await tess().getResource({ params: { id } })).toMatchObject({
      ...{ state: 'provision', status: 'approval_pending' },
      statusReason: 'The plan failed: The worker was lost in the phase plan',
    });
    const approval = async () => {
      const query = { resourceId: id, limit: 1 };
      return (await portal.as('dora').listApprovals({ query })).items[0];
    };
    expect(await approval()).toMatchObject({ status: 'open', planStatus: 'failed' });
    surroundings.open();
    await next;
    await act(id, 'plan');
    await portal.settled(id);
    await portal.as('dora').actOnResource({
      params: { id, action: 'approve' },
      body: { digest: (await approval()).digest },
    });
    expect(await portal.settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
  });

  it('because it slept past its lease changes nothing when it wakes, and keeps what it made', async () => {
    await gates.close('apply');
    const { id } = await portal.request('gated', 'asleep');
    await gates.reached('apply');
    const sleeper = worker;
    const bed = join(gates.folder, `worker-${workers.length - 1}`);
    sleeper.signal('SIGSTOP');
    expect(await portal.settled(id)).toMatchObject({ status: 'unknown' });
    const lost = await portal.lastRun(id);
    expect(lost).toMatchObject({ status: 'lost' });
    const { lock } = await stateOf(id);
    expect(lock).toMatchObject({ operation: 'OperationTypeApply', runId: lost.id });

    // The program of the sleeper goes on; nobody takes what it wants to store.
    await gates.open('apply');
    await nextWorker();
    expect(await allowed(id)).toContain('unlock');
    await tess().actOnResource({
      params: { id, action: 'unlock' },
      body: { comment: 'The worker that took it is gone' },
    });
    await act(id, 'retry');
    const live = await portal.settled(id);
    expect(live).toMatchObject({ state: 'provisioned', status: 'done' });
    const after = { run: await portal.lastRun(id), state: await stateOf(id) };

    sleeper.signal('SIGCONT');
    await until(async () => (await readdir(bed)).every(name => !name.startsWith('infra-run-')));
    const { items } = await tess().listRuns({ params: { id } });
    expect(items.map(({ status }) => status)).toEqual(['done', 'lost']);
    expect(await portal.lastRun(id)).toEqual(after.run);
    expect(await stateOf(id)).toEqual(after.state);
    expect(await tess().getResource({ params: { id } })).toMatchObject({ status: 'done' });
    const logged = await tess().listRunLogs({ params: { id: lost.id }, query: { limit: 1000 } });
    expect(logged.items.map(({ text }) => text).join('\n')).toBe(lost.log);
    const rescue = join(gates.folder, 'rescue');
    const [kept] = await readdir(rescue);
    expect(kept).toBe(`${id}-${lost.id}.tfstate`);
    expect(await readFile(join(rescue, kept), 'utf8')).toContain('terraform_data');
  });
});
