import type { Resource, Run } from '@bailiwick/backstage-plugin-infra-common';
import {
  InfraError,
  type ProvisionerAction,
  type ProvisionerView,
} from '@bailiwick/backstage-plugin-infra-node';
import { z } from 'zod';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
} from '../__testUtils__';
import { ProvisionerRegistry } from '../runs';
import { temporaryFolder } from '../runs/__testUtils__/openRunHouse';
import { ThingProvisioner } from '../runs/__testUtils__/ThingProvisioner';
import { gate, until } from '../runs/__testUtils__/waiting';
import { bucket, problemsOf, startTypeBackend } from './types/__testUtils__/typeBackend';

jest.setTimeout(60_000);

const settingsSchema = z.object({ kind: z.enum(['app', 'database']).default('app') });
type Settings = z.output<typeof settingsSchema>;

const restartSchema = z.strictObject({ after: z.number().int().min(0).max(60).default(0) });

const restart: ProvisionerAction<Settings, z.output<typeof restartSchema>> = {
  title: 'Restart',
  description: 'Stops it and starts it again.',
  dangerous: true,
  input: restartSchema,
  appliesTo: ({ kind }) => kind === 'app',
  async run(context, { after }) {
    const log = await context.phase('restart');
    log.info(`Restarting ${context.resource.name} after ${after} s`);
    if (after === 13) throw new Error('It does not come up again');
    return { outputs: { ...context.resource.outputs, restarts: 1 }, summary: { after } };
  },
};

const purge: ProvisionerAction<Settings> = {
  title: 'Purge',
  role: 'dept_admin',
  run: async () => ({}),
};

const photograph: ProvisionerAction<Settings> = {
  title: 'Photograph',
  unavailable: 'There is no camera: things.camera is not set',
  appliesTo: ({ kind }) => kind === 'app',
  run: async () => ({}),
};

const logs: ProvisionerView<Settings, { tail: number }> = {
  title: 'Log',
  query: z.strictObject({ tail: z.coerce.number().int().min(1).max(3).default(1) }),
  async show({ resource }, { tail }) {
    return { lines: ['one', 'two', 'three'].slice(-tail), of: resource.name };
  },
};

const secretPlan: ProvisionerView<Settings> = {
  title: 'For administrators of the department',
  role: 'dept_admin',
  async show({ state }) {
    if ((await state()) !== undefined)
      throw new InfraError('UPSTREAM_FAILED', 'A state from where?');
    return { state: null };
  },
};

/** Things that can be restarted, and that show something. */
class OfferingProvisioner extends ThingProvisioner {
  override readonly settingsSchema = settingsSchema;
  readonly actions = { restart, purge, photograph };
  readonly views = { logs, 'secret-plan': secretPlan };
}

let backend: InfraBackend;
let units: SmallOrganisation;
let things: OfferingProvisioner;
let [ada, dora, tess, tom, mia]: Caller[] = [];

beforeAll(async () => {
  things = new OfferingProvisioner(temporaryFolder(), 'offering');
  ({ backend } = await startTypeBackend({ provisioners: [things] }));
  units = await buildSmallOrganisation(backend);
  [ada, dora, tess, tom, mia] = ['ada', 'dora', 'tess', 'tom', 'mia'].map(name => backend.as(name));
  const app = bucket({ name: 'app', provisioner: 'offering' });
  await ada.post('/resource-types', app).expect(201);
  const database = { name: 'database', provisioner: 'offering' };
  await ada
    .post('/resource-types', bucket(database, { settings: { kind: 'database' } }))
    .expect(201);
});

afterEach(() => things.reset());
afterAll(() => backend.stop());

const read = async (id: string, caller = tess): Promise<Resource> =>
  (await caller.get(`/resources/${id}`).expect(200)).body;

let count = 0;
const provisioned = async (type = 'app'): Promise<Resource> => {
  count += 1;
  const wish = { type, name: `a${count}`, unitId: units.checkout.id };
  const { body } = await tess.post('/resources', wish).expect(201);
  return until(async () => {
    const resource = await read(body.id);
    return resource.state === 'provisioned' ? resource : undefined;
  });
};

const act = (id: string, action: string, body = {}, caller = tess) =>
  caller.post(`/resources/${id}/actions/${action}`, body);

const ended = (runId: string): Promise<Run> =>
  until(async () => {
    const { body } = await tess.get(`/runs/${runId}`).expect(200);
    return body.finishedAt ? body : undefined;
  });

const trail = async (id: string) => {
  const { body } = await tess.get(`/resources/${id}/audit`).expect(200);
  return (body.items as { event: string }[]).map(({ event }) => event);
};

describe('an action of a provisioner', () => {
  it('is listed with its resource and its type, where it applies', async () => {
    const { id, namedActions } = await provisioned();
    expect(namedActions).toEqual([
      { action: 'restart', title: 'Restart', allowed: true },
      expect.objectContaining({ action: 'purge', allowed: false }),
      {
        ...{ action: 'photograph', title: 'Photograph', allowed: false },
        reason: 'There is no camera: things.camera is not set',
      },
    ]);
    expect((await read(id, dora)).namedActions?.map(({ allowed }) => allowed)).toEqual([
      ...[false, true, false],
    ]);
    expect((await provisioned('database')).namedActions?.map(({ action }) => action)).toEqual([
      'purge',
    ]);
    const { body } = await tess.get('/resource-types/app').expect(200);
    expect(body.actions[0]).toMatchObject({
      ...{ name: 'restart', title: 'Restart', dangerous: true },
      input: { type: 'object', properties: { after: { type: 'integer', maximum: 60 } } },
    });
    expect(body.views.map(({ name }: { name: string }) => name)).toEqual(['logs', 'secret-plan']);
  });

  it('is a run with a log, leaves the resource where it is, and can bring outputs', async () => {
    const { id } = await provisioned();
    const answer = await act(id, 'restart', { input: { after: 2 }, comment: 'hangs' }).expect(202);
    const run = await ended(answer.body.runId);
    expect(run).toMatchObject({
      ...{ kind: 'action', action: 'restart', input: { after: 2 }, status: 'done' },
      summary: { after: 2 },
    });
    const { body } = await tess.get(`/runs/${run.id}/logs`).expect(200);
    const texts = (body.items as { text: string }[]).map(({ text }) => text);
    expect(texts.join()).toContain('after 2 s');
    expect(await read(id)).toMatchObject({
      ...{ state: 'provisioned', status: 'done' },
      outputs: { restarts: 1 },
    });
    expect(await trail(id)).toEqual(
      expect.arrayContaining(['resource-action-requested', 'resource-action-done']),
    );
  });

  it('that fails says so and leaves the resource where it is', async () => {
    const { id } = await provisioned();
    const answer = await act(id, 'restart', { input: { after: 13 } }).expect(202);
    expect(await ended(answer.body.runId)).toMatchObject({
      ...{ status: 'error', error: 'It does not come up again' },
    });
    expect(await read(id)).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(await trail(id)).toContain('resource-action-failed');
  });

  it('refuses input that it does not take, and names what there is', async () => {
    const { id } = await provisioned();
    expect(await problemsOf(act(id, 'restart', { input: { after: 61 } }))).toEqual([
      expect.stringContaining('/input/after '),
    ]);
    expect(await problemsOf(act(id, 'restart', { input: { when: 'now' } }))).toEqual([
      expect.stringContaining('/input'),
    ]);
    expect(await problemsOf(act(id, 'purge', { input: { all: true } }, dora))).toEqual([
      '/input must be left out: the action takes none',
    ]);
    expect(await problemsOf(act(id, 'apply', { input: { all: true } }))).toEqual([
      '/input is not for apply',
    ]);
    const [problem] = await problemsOf(act(id, 'rename'));
    expect(problem).toContain('/params/action must be one of plan, apply');
    expect(problem).toContain('restart, purge');
    const other = await provisioned('database');
    expect(await problemsOf(act(other.id, 'restart'))).toHaveLength(1);
    expect(await problemsOf(act(id, 'Not a name'))).toHaveLength(1);
  });

  it('is for those whose it is', async () => {
    const { id } = await provisioned();
    await act(id, 'restart', {}, mia).expect(403);
    await act(id, 'restart', {}, tom).expect(404);
    await act(id, 'purge').expect(403);
    await act(id, 'purge', {}, dora).expect(202);
    await act(id, 'purge', {}, ada).expect(202);
    expect(await trail(id)).not.toContain('resource-apply-requested');
  });

  it('is refused with the reason where this installation lacks something for it', async () => {
    const { id } = await provisioned();
    const { body } = await act(id, 'photograph').expect(409);
    expect(body.error).toMatchObject({ code: 'INVALID_STATE' });
    expect(body.error.message).toContain('There is no camera: things.camera is not set');
    await act(id, 'photograph', {}, mia).expect(403);
  });

  it('waits for nothing to go on, and starts once for one key', async () => {
    const { id } = await provisioned();
    const held = gate();
    things.at('before:make', held.hold);
    await act(id, 'apply').expect(202);
    const { body } = await act(id, 'restart').expect(409);
    expect(body.error.code).toBe('INVALID_STATE');
    held.open();
    await until(async () => ((await read(id)).status === 'done' ? true : undefined));
    const key = { 'Idempotency-Key': 'restart-once' };
    const twice = [1, 2].map(() =>
      tess.post(`/resources/${id}/actions/restart`, {}, key).expect(202),
    );
    const [first, second] = await Promise.all(twice);
    expect(first.body.runId).toBe(second.body.runId);
  });
});

describe('a view of a provisioner', () => {
  it('is shown to who reads the resource, with checked parameters', async () => {
    const { id, name } = await provisioned();
    const { body } = await mia.get(`/resources/${id}/logs?tail=2`).expect(200);
    expect(body).toEqual({ lines: ['two', 'three'], of: name });
    expect(await problemsOf(tess.get(`/resources/${id}/logs?tail=9`))).toEqual([
      expect.stringContaining('/query/tail '),
    ]);
    await tom.get(`/resources/${id}/logs`).expect(404);
    await tess.get(`/resources/${id}/nothing`).expect(404);
    await tess.get(`/resources/${id}/runs`).expect(200);
  });

  it('can ask for a role', async () => {
    const { id } = await provisioned();
    await tess.get(`/resources/${id}/secret-plan`).expect(403);
    const { body } = await dora.get(`/resources/${id}/secret-plan`).expect(200);
    expect(body).toEqual({ state: null });
  });

  it('is there once the resource is', async () => {
    const { id } = await provisioned();
    await act(id, 'destroy').expect(202);
    await until(async () => ((await read(id)).state === 'destroyed' ? true : undefined));
    await tess.get(`/resources/${id}/logs`).expect(404);
  });
});

it('refuses names that mean something else', () => {
  const register = (more: object) =>
    new ProvisionerRegistry().add(
      Object.assign(new ThingProvisioner(temporaryFolder()), more) as ThingProvisioner,
    );
  expect(() => register({ actions: { destroy: purge } })).toThrow('destroy');
  expect(() => register({ actions: { 'Do It': purge } })).toThrow('lower-case');
  expect(() => register({ views: { runs: logs } })).toThrow('runs');
});
