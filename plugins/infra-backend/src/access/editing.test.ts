import type { Test } from 'supertest';
import { until } from '../runs/__testUtils__/waiting';
import {
  openWorkspaceHouse,
  type WorkspaceHouse,
} from '../workspaces/__testUtils__/openWorkspaceHouse';

jest.setTimeout(120_000);

type Tag = { 'If-Match': string };

/** A new record of a kind, and what can be done to it on a tag. */
interface Editable {
  list: string;
  path: string;
  changes: ((tag: Tag) => Test)[];
  /** Undefined of what cannot be removed at all. */
  remove?: (tag: Tag) => Test;
  /** The row that a change has to have for itself. */
  row: { table: string; where: object };
}

let house: WorkspaceHouse;
let resourceId: string;
beforeAll(async () => {
  house = await openWorkspaceHouse();
  resourceId = (await house.request(undefined, { type: 'paper', name: 'ledger' })).id;
});
afterAll(() => house.stop());

let count = 0;
const fresh = (kind: string) => `${kind}-${(count += 1)}`;

const byId = async (list: string, table: string, wish: object, changes: object[]) => {
  const { tess, ada } = house.callers;
  // Somebody's schedule is changed by them alone.
  const caller = list === '/schedules' ? tess : ada;
  const { body } = await caller.post(list, wish as Record<string, unknown>).expect(201);
  const path = `${list}/${body.id}`;
  return {
    ...{ list, path },
    changes: changes.map(
      change => (tag: Tag) => caller.patch(path, change as Record<string, unknown>, tag),
    ),
    remove: (tag: Tag) => caller.del(path, tag),
    row: { table, where: { id: body.id } },
  };
};

/** Types are changed one after the other, over all of them. */
const TYPES = { table: 'resource_type_clock', where: {} };

const BUILT_IN = 'type that comes with the code';

const KINDS: Record<string, () => Promise<Editable>> = {
  unit: () =>
    byId(
      '/units',
      'units',
      { kind: 'team', name: fresh('Team'), parentId: house.units.payments.id },
      [{ name: fresh('Team') }, { ldapGroup: fresh('group') }],
    ),
  integration: () =>
    byId(
      '/integrations',
      'integrations',
      { name: fresh('env'), type: 'environment', values: { TOKEN: 'x' } },
      [{ name: fresh('env') }, { values: { TOKEN: 'y' } }],
    ),
  secret: () =>
    byId(
      '/secrets',
      'secrets',
      { name: fresh('secret'), unitId: house.units.checkout.id, value: 'hunter2' },
      [{ value: 'hunter3' }, { description: 'Of the database' }],
    ),
  schedule: () =>
    byId(
      '/schedules',
      'schedules',
      { name: fresh('nightly'), resourceId, action: 'plan', cron: '0 2 * * *' },
      [{ name: fresh('nightly') }, { enabled: false }],
    ),
  workspace: async () =>
    byId('/workspaces', 'workspaces', house.wish((await house.createRepository()).url), [
      { description: 'Ours' },
      { name: fresh('iac') },
    ]),
  blueprint: async () => {
    const { ada } = house.callers;
    const name = fresh('blueprint');
    const nodes = [{ key: 'page', type: 'paper' }];
    await ada.post('/blueprints', { name, title: 'Pages', nodes }).expect(201);
    const path = `/blueprints/${name}`;
    return {
      ...{ list: '/blueprints', path, row: { table: 'blueprints', where: { name } } },
      changes: ['Leaves', 'Sheets'].map(title => tag => ada.patch(path, { title }, tag)),
      remove: tag => ada.del(path, tag),
    };
  },
  type: async () => {
    const { ada } = house.callers;
    const name = fresh('type');
    const version = { version: '1', schema: { type: 'object', properties: {} } };
    await ada
      .post('/resource-types', { name, title: 'Type', provisioner: 'paper', versions: [version] })
      .expect(201);
    const path = `/resource-types/${name}`;
    return {
      ...{ list: '/resource-types', path, row: TYPES },
      changes: [
        tag => ada.patch(path, { title: 'Kind' }, tag),
        tag => ada.patch(`${path}/versions/1`, { lifecycle: 'deprecated' }, tag),
        tag => ada.post(`${path}/versions`, { ...version, version: '2' }, tag),
      ],
      remove: tag => ada.del(path, tag),
    };
  },
  [BUILT_IN]: async () => {
    const { ada } = house.callers;
    const path = '/resource-types/leaf';
    return {
      ...{ list: '/resource-types', path, row: TYPES },
      changes: [1, 2].map(() => tag => ada.patch(path, { title: fresh('Leaf') }, tag)),
    };
  },
};

const tagOf = (revision: number): Tag => ({ 'If-Match': `"${revision}"` });

/** What the record says of itself: on its own, and in its list. */
async function read({ list, path }: Editable) {
  const { ada } = house.callers;
  const { body, headers } = await ada.get(path).expect(200);
  const key = body.id === undefined ? 'name' : 'id';
  const { body: page } = await ada.get(`${list}?limit=200`).expect(200);
  const listed = page.items.find((one: Record<string, unknown>) => one[key] === body[key]);
  return { body, tag: headers.etag, revision: body.revision, listed: listed?.revision };
}

/** Lets requests begin, and go on once all of them wait for the same row: none has seen what another does. */
async function atOnce({ row }: Editable, requests: Test[]): Promise<number[]> {
  const { knex } = house.backend.database;
  const blocker = await knex.transaction();
  await blocker(row.table).where(row.where).forUpdate();
  const answers = requests.map(request => request.then(({ status }) => status));
  await until(async () => {
    const { rows } = await knex.raw<{ rows: { waiting: number }[] }>(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows[0].waiting >= requests.length || undefined;
  });
  await blocker.rollback();
  return Promise.all(answers);
}

describe.each(Object.keys(KINDS))('editing: %s', kind => {
  it('says the same revision on its own, in its list, in its tag and after each change', async () => {
    const made = await KINDS[kind]();
    const before = await read(made);
    expect(before).toMatchObject({
      listed: before.revision,
      tag: tagOf(before.revision)['If-Match'],
    });
    let { revision } = before;
    for (const change of made.changes) {
      const { status, body, headers } = await change(tagOf(revision));
      expect([status < 300, headers.etag]).toEqual([true, tagOf(body.revision)['If-Match']]);
      expect(body.revision).toBeGreaterThan(revision);
      ({ revision } = body);
      expect(await read(made)).toMatchObject({ revision, listed: revision, tag: headers.etag });
    }
  });

  it('is left as it is by who read it before it changed', async () => {
    const made = await KINDS[kind]();
    const stale = tagOf((await read(made)).revision);
    const [first] = made.changes;
    await first(stale).expect(200);
    const { body: after } = await read(made);
    for (const again of [...made.changes, ...(made.remove ? [made.remove] : [])]) {
      const { body } = await again(stale).expect(412);
      expect(body.error.code).toBe('STALE_REVISION');
    }
    expect((await read(made)).body).toEqual(after);
    await made.remove?.(tagOf(after.revision)).expect(204);
  });

  it('takes one of two changes that begin at once', async () => {
    const made = await KINDS[kind]();
    const { revision } = await read(made);
    const [one, other] = made.changes;
    const answers = await atOnce(made, [one(tagOf(revision)), other(tagOf(revision))]);
    expect(answers.sort()).toEqual([200, 412]);
  });
});

it.each(Object.keys(KINDS).filter(kind => kind !== BUILT_IN))(
  'a %s is either changed or removed by two who begin at once',
  async kind => {
    const made = await KINDS[kind]();
    const tag = tagOf((await read(made)).revision);
    const [change, removal] = await atOnce(made, [made.changes[0](tag), made.remove!(tag)]);
    expect([
      [200, 412],
      [404, 204],
    ]).toContainEqual([change, removal]);
  },
);
