import { mockCredentials } from '@backstage/backend-test-utils';
import type { StateBackend } from '@bailiwick/backstage-plugin-infra-node';
import { createHash, randomBytes } from 'node:crypto';
import {
  buildSmallOrganisation,
  type Caller,
  type InfraBackend,
  type SmallOrganisation,
} from '../__testUtils__';
import { bucket, startTypeBackend } from '../resources/types/__testUtils__/typeBackend';
import { until } from '../runs/__testUtils__/waiting';
import { HoldingProvisioner } from './__testUtils__/HoldingProvisioner';
import { describeTerraform, openTerraform } from './__testUtils__/terraform';

jest.setTimeout(120_000);

const KEPT = 5;
const STATE = { version: 4, serial: 1, lineage: 'a-lineage', secret: 'top-s3cret-value' };
const LOCK = { ID: 'lock-1', Operation: 'OperationTypeApply', Who: 'worker@here', Info: '' };

const holder = new HoldingProvisioner();
let backend: InfraBackend;
let units: SmallOrganisation;
let [ada, tess]: Caller[] = [];

beforeAll(async () => {
  ({ backend } = await startTypeBackend({
    provisioners: [holder],
    infra: {
      encryption: { keys: [{ id: 'test', secret: randomBytes(32).toString('base64') }] },
      state: { keepVersions: KEPT },
    },
  }));
  units = await buildSmallOrganisation(backend);
  [ada, tess] = ['ada', 'tess'].map(name => backend.as(name));
  await ada.post('/resource-types', bucket({ name: 'held', provisioner: 'holder' })).expect(201);
});
afterAll(async () => {
  holder.releaseAll();
  await backend.stop();
});

const settled = (id: string) =>
  until(async () => {
    const { body } = await tess.get(`/resources/${id}`).expect(200);
    return ['queued', 'in_progress'].includes(body.status) ? undefined : body;
  });

/** A resource whose first apply goes on, with the credential of that run. */
async function held(name: string): Promise<{ id: string; credential: StateBackend }> {
  const wish = { type: 'held', name, unitId: units.checkout.id };
  const { body } = await tess.post('/resources', wish).expect(201);
  const context = await holder.context(name);
  return { id: body.id, credential: await context.stateBackend() };
}

async function finish(name: string, id: string) {
  holder.release(name);
  return settled(id);
}

/** A call as the tool makes it. */
async function call(
  method: string,
  { url, username, password }: StateBackend,
  content?: unknown,
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
) {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const answer = await fetch(`${url}${query}`, {
    ...{ method, headers: { authorization, ...headers } },
    ...(content === undefined ? {} : { body: text }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const statusOf = async (...args: Parameters<typeof call>) => (await call(...args)).status;

describe('The state of a resource', () => {
  it('is written and read by the run that holds the resource, under its lock', async () => {
    const { id, credential } = await held('shop');
    expect(await statusOf('GET', credential)).toBe(204);
    expect(await statusOf('LOCK', credential, LOCK)).toBe(200);
    expect(await statusOf('LOCK', credential, LOCK)).toBe(200); // the same request once more
    const other = await call('LOCK', credential, { ...LOCK, ID: 'lock-2' });
    expect([other.status, JSON.parse(other.text)]).toEqual([423, LOCK]);

    const unlocked = await call('POST', credential, STATE);
    expect([unlocked.status, JSON.parse(unlocked.text)]).toEqual([423, LOCK]);
    expect(await statusOf('POST', credential, STATE, { query: '?ID=lock-2' })).toBe(423);
    expect(await statusOf('POST', credential, STATE, { query: '?ID=lock-1' })).toBe(200);
    const read = await call('GET', credential);
    expect(JSON.parse(read.text)).toEqual(STATE);
    const digest = createHash('md5').update(read.text).digest('base64');
    expect(read.headers.get('content-md5')).toBe(digest);

    expect(await statusOf('UNLOCK', credential, { ID: 'lock-2' })).toBe(423);
    expect(await statusOf('UNLOCK', credential, LOCK)).toBe(200);
    expect(await statusOf('UNLOCK', credential, LOCK)).toBe(200);
    expect(await statusOf('POST', credential, STATE, { query: '?ID=lock-1' })).toBe(409);
    await finish('shop', id);
  });

  it('is refused where it arrives damaged, or is none', async () => {
    const { id, credential } = await held('damaged');
    const headers = { 'content-md5': createHash('md5').update('other').digest('base64') };
    expect(await statusOf('POST', credential, STATE, { headers })).toBe(400);
    for (const content of ['not JSON', '[]', 'null']) {
      expect(await statusOf('POST', credential, content)).toBe(400);
    }
    expect(await statusOf('LOCK', credential, {})).toBe(400);
    expect(await statusOf('LOCK', credential, 'x')).toBe(400);
    expect(await statusOf('UNLOCK', credential)).toBe(400);
    expect(await statusOf('DELETE', credential)).toBe(403);
    expect(await statusOf('GET', credential)).toBe(204);
    await finish('damaged', id);
  });

  it('takes states larger than any request of people', async () => {
    const { id, credential } = await held('large');
    const large = { ...STATE, filler: 'x'.repeat(8 * 1024 * 1024) };
    expect(await statusOf('POST', credential, large)).toBe(200);
    expect(JSON.parse((await call('GET', credential)).text)).toEqual(large);
    await finish('large', id);
  });

  it('opens for nobody without the credential of a run that goes on with this resource', async () => {
    const { id, credential } = await held('mine');
    const other = await held('yours');
    await call('POST', credential, STATE);
    const without = await fetch(credential.url);
    expect(without.status).toBe(401);
    expect(without.headers.get('www-authenticate')).toContain('Basic');
    for (const wrong of [
      { ...credential, password: 'wrong' },
      { ...credential, password: '' },
      { ...credential, username: other.credential.username },
      { ...credential, username: 'nobody' },
      { ...other.credential, url: credential.url },
      { ...credential, url: other.credential.url },
    ]) {
      for (const method of ['GET', 'POST', 'LOCK', 'UNLOCK', 'DELETE']) {
        expect(await statusOf(method, wrong, method === 'GET' ? undefined : STATE)).toBe(403);
      }
    }
    // A person is nobody here, whatever their role.
    const authorization = mockCredentials.user.header('user:default/ada');
    expect((await fetch(credential.url, { headers: { authorization } })).status).toBe(401);
    await finish('yours', other.id);
    expect(await statusOf('GET', other.credential)).toBe(403);
    await finish('mine', id);
    expect(await statusOf('GET', credential)).toBe(403);
    expect(await statusOf('POST', credential, STATE)).toBe(403);
  });

  it('is closed to a worker that lost the run', async () => {
    const { id, credential } = await held('lost');
    const { knex } = backend.database;
    await knex('runs').where({ id: credential.username }).increment('fence', 1);
    expect(await statusOf('GET', credential)).toBe(403);
    await knex('runs').where({ id: credential.username }).decrement('fence', 1);
    expect(await statusOf('GET', credential)).toBe(204);
    await finish('lost', id);
  });

  it('is closed to a worker that lost the run while its state was on the way', async () => {
    const { id, credential } = await held('midway');
    const { knex } = backend.database;
    const fence = (by: number) =>
      knex('runs').where({ id: credential.username }).increment('fence', by);
    const text = JSON.stringify(STATE);
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(Buffer.from(text.slice(0, 10)));
        // By then the request was let in, and the rest of it is waited for.
        await new Promise(resolve => setTimeout(resolve, 1_000));
        await fence(1);
        controller.enqueue(Buffer.from(text.slice(10)));
        controller.close();
      },
    });
    const { url, username, password } = credential;
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    const request = { method: 'POST', headers: { authorization }, body, duplex: 'half' };
    expect((await fetch(url, request)).status).toBe(403);
    await fence(-1);
    expect(await statusOf('GET', credential)).toBe(204);
    await finish('midway', id);
  });

  it('is not changed by a run that plans', async () => {
    const { id, credential } = await held('planned');
    await call('POST', credential, STATE);
    await finish('planned', id);
    await tess.post(`/resources/${id}/actions/plan`).expect(202);
    const context = await holder.context('planned');
    const planning = await context.stateBackend();
    expect(await statusOf('GET', planning)).toBe(200);
    expect(await statusOf('LOCK', planning, LOCK)).toBe(200);
    expect(await statusOf('POST', planning, STATE, { query: '?ID=lock-1' })).toBe(403);
    expect(await statusOf('UNLOCK', planning, LOCK)).toBe(200);
    await finish('planned', id);
  });

  it('is removed by the run that destroys', async () => {
    const { id, credential } = await held('gone');
    await call('POST', credential, STATE);
    await finish('gone', id);
    await tess.post(`/resources/${id}/actions/destroy`).expect(202);
    const destroying = await (await holder.context('gone')).stateBackend();
    expect(await statusOf('DELETE', destroying)).toBe(200);
    expect(await statusOf('GET', destroying)).toBe(204);
    await finish('gone', id);
  });

  it('is kept in a number of versions, none of them in clear', async () => {
    const { id, credential } = await held('versions');
    for (let serial = 1; serial <= KEPT + 2; serial++) {
      expect(await statusOf('POST', credential, { ...STATE, serial })).toBe(200);
    }
    const { body } = await tess.get(`/resources/${id}/state`).expect(200);
    const numbers = body.versions.map(({ version }: { version: number }) => version);
    expect(numbers).toEqual([7, 6, 5, 4, 3]);
    expect(body.versions[0]).toMatchObject({
      ...{ serial: 7, lineage: 'a-lineage', runId: credential.username },
      size: JSON.stringify({ ...STATE, serial: 7 }).length,
    });
    const { knex } = backend.database;
    const rows = await knex('state_versions').where({ resource_id: id }).select('sealed');
    for (const { sealed } of rows) expect(sealed.toString('latin1')).not.toContain('s3cret');
    const credentials = JSON.stringify(await knex('state_credentials').select());
    expect(credentials).not.toContain(credential.password);
    await finish('versions', id);
  });

  it('is not answered where somebody tampered with it', async () => {
    const { id, credential } = await held('tampered');
    await call('POST', credential, { ...STATE, serial: 1 });
    await call('POST', credential, { ...STATE, serial: 2 });
    const { knex } = backend.database;
    const row = (version: number) => knex('state_versions').where({ resource_id: id, version });
    const [{ sealed }] = await row(2).select('sealed');
    const [{ sealed: older }] = await row(1).select('sealed');
    const changed = Buffer.from(sealed);
    changed[changed.length - 20] ^= 1;
    for (const wrong of [changed, older]) {
      await row(2).update({ sealed: wrong });
      const answer = await call('GET', credential);
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain('s3cret');
    }
    await row(2).update({ sealed });
    expect(await statusOf('GET', credential)).toBe(200);
    await finish('tampered', id);
  });

  it('stays locked after a lost run, until somebody takes the lock away', async () => {
    const first = await held('stale');
    await call('LOCK', first.credential, LOCK);
    await call('POST', first.credential, STATE, { query: '?ID=lock-1' });
    await finish('stale', first.id);
    const { body } = await tess.get(`/resources/${first.id}/state`).expect(200);
    expect(body.lock).toMatchObject({
      ...{ id: 'lock-1', operation: LOCK.Operation, who: LOCK.Who },
      runId: first.credential.username,
    });

    await tess.post(`/resources/${first.id}/actions/apply`).expect(202);
    const second = await (await holder.context('stale')).stateBackend();
    const refused = await call('LOCK', second, { ...LOCK, ID: 'lock-2' });
    expect([refused.status, JSON.parse(refused.text)]).toEqual([423, LOCK]);
    holder.fail('stale');
    expect(await settled(first.id)).toMatchObject({ status: 'error', locked: true });

    const unlock = (reason = {}) => tess.post(`/resources/${first.id}/actions/unlock`, reason);
    const silent = await unlock().expect(400);
    expect(silent.body.error.details).toEqual([
      { pointer: '/comment', message: 'is required: say why' },
    ]);
    await unlock({ comment: 'It is gone' }).expect(202);
    const trail = await tess.get(`/resources/${first.id}/audit`).expect(200);
    expect(trail.body.items).toContainEqual(
      expect.objectContaining({ event: 'resource-unlocked', after: { comment: 'It is gone' } }),
    );
    const after = await tess.get(`/resources/${first.id}/state`).expect(200);
    expect(after.body.lock).toBeUndefined();
    expect(after.body.versions).toHaveLength(1);
    await tess.post(`/resources/${first.id}/actions/retry`).expect(202);
    const third = await (await holder.context('stale')).stateBackend();
    expect(await statusOf('LOCK', third, { ...LOCK, ID: 'lock-3' })).toBe(200);
    await finish('stale', first.id);
  });

  it('is shown to who may act, and given in clear to administrators, who leave a trace', async () => {
    const { id, credential } = await held('shown');
    await call('POST', credential, STATE);
    const path = `/resources/${id}/state`;
    await backend.as('mia').get(path).expect(403);
    await backend.as('otto').get(path).expect(404);
    await tess.get(`${path}/1`).expect(403);
    await backend.as('otto').get(`${path}/1`).expect(404);
    await ada.get(path).expect(200);
    await ada.get(`${path}/2`).expect(404);
    await ada.get(`${path}/0`).expect(400);
    const { body, headers } = await ada.get(`${path}/1`).expect(200);
    expect(body).toEqual(STATE);
    expect(headers['cache-control']).toBe('no-store');
    const trail = await ada.get(`/resources/${id}/audit`).expect(200);
    const downloads = trail.body.items.filter(
      ({ event }: { event: string }) => event === 'state-downloaded',
    );
    expect(downloads).toMatchObject([{ actor: 'user:default/ada', after: { version: 1 } }]);
    await finish('shown', id);
  });
});

describeTerraform('The program (terraform must be installed)', () => {
  const MAIN = `
    resource "terraform_data" "slow" {
      provisioner "local-exec" {
        command = "sleep 1"
      }
    }
    resource "terraform_data" "quick" {
      input = "here"
    }`;

  it('takes turns with another that has the same state', async () => {
    const { id, credential } = await held('turns');
    const both = await Promise.all([1, 2].map(() => openTerraform(credential, MAIN)));
    for (const { run } of both)
      expect(await run('init', '-input=false')).toMatchObject({ code: 0 });
    const apply = ['apply', '-auto-approve', '-input=false', '-lock-timeout=60s'];
    const answers = await Promise.all(both.map(({ run }) => run(...apply)));
    expect(answers.map(({ code }) => code)).toEqual([0, 0]);
    const added = answers.map(({ said }) => /(\d+) added/.exec(said)?.[1]).sort();
    expect(added).toEqual(['0', '2']);
    const state = JSON.parse((await call('GET', credential)).text);
    expect(state.resources).toHaveLength(2);
    const { body } = await tess.get(`/resources/${id}/state`).expect(200);
    expect(body.lock).toBeUndefined();
    expect(body.versions[0]).toMatchObject({ serial: state.serial, lineage: state.lineage });
    for (const { remove } of both) await remove();
    await finish('turns', id);
  });

  it('is told who has the lock, and that a credential has ended', async () => {
    const { id, credential } = await held('told');
    const program = await openTerraform(credential, MAIN);
    expect(await program.run('init', '-input=false')).toMatchObject({ code: 0 });
    await call('LOCK', credential, LOCK);
    const locked = await program.run('apply', '-auto-approve', '-input=false');
    expect(locked.code).toBe(1);
    expect(locked.said).toContain('Error acquiring the state lock');
    expect(locked.said).toContain('already locked: ID=lock-1');
    await finish('told', id);
    const late = await program.run('plan', '-input=false');
    expect(late.code).toBe(1);
    expect(late.said).toMatch(/invalid auth|403/);
    await program.remove();
  });
});
