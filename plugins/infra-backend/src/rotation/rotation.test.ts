import { randomBytes, randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { Encryptor } from '../lib/encryption';
import { idleScheduler, quietLogger, quietMetrics } from '../runs/__testUtils__/quietServices';
import { type OpenTestDatabase, openTestDatabase } from '../__testUtils__';
import { KeyRotation } from './KeyRotation';
import { SEALED_COLUMNS } from './sealedColumns';
import { SealedRecords } from './SealedRecords';

jest.setTimeout(120_000);

const key = (id: string) => ({ id, key: randomBytes(32) });

/** How many secrets there are: more than one batch. */
const SECRETS = 250;

describe('key rotation', () => {
  const oldKey = key('old');
  const newKey = key('new');
  let database: OpenTestDatabase;
  let told: string[];
  const ids = {
    unit: randomUUID(),
    resource: randomUUID(),
    run: randomUUID(),
    integration: randomUUID(),
  };

  const logger: LoggerService = {
    ...quietLogger,
    ...{ warn: text => void told.push(text), error: text => void told.push(text) },
    info: text => void told.push(text),
  };
  const rotationWith = (...keys: { id: string; key: Buffer }[]) => {
    const encryptor = new Encryptor(keys);
    return new KeyRotation({
      columns: SEALED_COLUMNS,
      records: new SealedRecords(database.knex, encryptor),
      ...{ encryptor, logger, metrics: quietMetrics },
    });
  };

  beforeEach(async () => {
    told = [];
    database = await openTestDatabase();
    const { knex } = database;
    const old = new Encryptor([oldKey]);
    await knex('units').insert({
      ...{ id: ids.unit, kind: 'team', level: 0, slug: 'team', name: 'Team' },
      ancestor_ids: [ids.unit],
    });
    await knex('resources').insert({
      ...{ id: ids.resource, name: 'r', type: 'vm', version: '1', unit_id: ids.unit },
      ...{ state: 'provisioned', status: 'done', requested_by: 'user:default/tess' },
      sealed_outputs: old.seal('outputs', `outputs/${ids.resource}`),
    });
    await knex('runs').insert({
      ...{ id: ids.run, resource_id: ids.resource, unit_id: ids.unit, provisioner: 'x' },
      ...{ kind: 'plan', status: 'done', requested_by: 'user:default/tess', turn: 1 },
    });
    await knex('run_plans').insert({
      ...{ run_id: ids.run, resource_id: ids.resource, purpose: 'apply', input_digest: 'a' },
      ...{ digest: 'b', changes: '[]', expires_at: new Date() },
      artifact: old.seal('plan', `plan/${ids.run}`),
    });
    await knex('integrations').insert([
      {
        ...{ id: ids.integration, name: 'git', type: 'git-host', created_by: 'user:default/ada' },
        sealed: old.seal('{"token":"t"}', `integration/${ids.integration}`),
      },
      { id: randomUUID(), name: 'open', type: 'x', created_by: 'user:default/ada' },
    ]);
    await knex('state_versions').insert(
      [1, 2].map(version => ({
        ...{ resource_id: ids.resource, version, size: 9 },
        sealed: old.seal(randomBytes(200_000), `state/${ids.resource}/${version}`),
      })),
    );
    await knex('secrets').insert(
      Array.from({ length: SECRETS }, (_, index) => {
        const id = randomUUID();
        return {
          ...{ id, name: `s-${index}`, unit_id: ids.unit, created_by: 'user:default/tess' },
          sealed: old.seal(`value of ${id}`, `secret/${id}`),
        };
      }),
    );
  });
  afterEach(() => database.drop());

  /** Every sealed record, opened with these keys alone. */
  const openAll = async (...keys: { id: string; key: Buffer }[]) => {
    const encryptor = new Encryptor(keys);
    let opened = 0;
    for (const { table, column, key: place, context } of SEALED_COLUMNS) {
      const rows = await database.knex(table).whereNotNull(column);
      for (const row of rows) {
        const plain = encryptor.open(row[column], context(...place.map(name => String(row[name]))));
        if (table === 'secrets') expect(plain.toString()).toBe(`value of ${row.id}`);
        opened += 1;
      }
    }
    return opened;
  };
  const ALL = SECRETS + 5;
  const countsOf = async (rotation: KeyRotation) => {
    const counts: Record<string, number> = {};
    for (const { keyId, records } of await rotation.count()) {
      counts[keyId] = (counts[keyId] ?? 0) + records;
    }
    return counts;
  };

  it('covers every column that is called sealed, and every one with bytes', async () => {
    const { rows } = await database.knex.raw<{ rows: { place: string }[] }>(
      `SELECT table_name || '.' || column_name AS place FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type = 'bytea' ORDER BY 1`,
    );
    expect(rows.map(({ place }) => place)).toEqual(
      SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort(),
    );
  });

  it('brings every record under the new key, so that the old one can go', async () => {
    const before = await database
      .knex('secrets')
      .orderBy('id')
      .select('id', 'updated_at', 'version');
    const rotation = rotationWith(newKey, oldKey);
    expect(await rotation.run()).toEqual({ rewrapped: ALL, failed: 0 });
    expect(await openAll(newKey)).toBe(ALL);
    expect(await countsOf(rotation)).toEqual({ new: ALL });
    expect(told).toEqual([expect.stringContaining(`${ALL} records were wrapped with the key new`)]);
    const after = await database
      .knex('secrets')
      .orderBy('id')
      .select('id', 'updated_at', 'version');
    expect(after).toEqual(before);
    expect(await rotation.run()).toEqual({ rewrapped: 0, failed: 0 });
  });

  it('begins at start where the key has changed, and ends with the process', async () => {
    const rotation = rotationWith(newKey, oldKey);
    await rotation.start(idleScheduler);
    await rotation.stop();
    // Stopped at once, it may be anywhere; the next process goes on.
    const next = rotationWith(newKey, oldKey);
    await next.run();
    expect(await openAll(newKey)).toBe(ALL);
  });

  it('stops between batches and goes on later', async () => {
    const stopped = AbortSignal.abort();
    const rotation = rotationWith(newKey, oldKey);
    expect(await rotation.run(stopped)).toEqual({ rewrapped: 0, failed: 0 });
    const encryptor = new Encryptor([newKey, oldKey]);
    const [secrets] = SEALED_COLUMNS;
    const batch = await new SealedRecords(database.knex, encryptor).rewrap(secrets, undefined, 100);
    expect(batch).toMatchObject({ rewrapped: 100, failed: 0 });
    expect(await openAll(newKey, oldKey)).toBe(ALL);
    expect(await rotation.run()).toEqual({ rewrapped: ALL - 100, failed: 0 });
    expect(await openAll(newKey)).toBe(ALL);
  });

  it('runs in two processes at once, each record once', async () => {
    const [one, other] = await Promise.all([
      rotationWith(newKey, oldKey).run(),
      rotationWith(newKey, oldKey).run(),
    ]);
    const rest = await rotationWith(newKey, oldKey).run();
    expect(one.rewrapped + other.rewrapped + rest.rewrapped).toBe(ALL);
    expect(one.failed + other.failed).toBe(0);
    expect(await openAll(newKey)).toBe(ALL);
  });

  it('does not undo what is sealed anew meanwhile', async () => {
    const { knex } = database;
    const id: string = (await knex('secrets').first('id')).id;
    const fresh = new Encryptor([newKey, oldKey]).seal('fresh', `secret/${id}`);
    const change = await knex.transaction();
    await change('secrets').where({ id }).update({ sealed: fresh });
    const result = await rotationWith(newKey, oldKey).run();
    await change.commit();
    expect(result).toEqual({ rewrapped: ALL - 1, failed: 0 });
    const { sealed } = await knex('secrets').where({ id }).first('sealed');
    expect(new Encryptor([newKey]).open(sealed, `secret/${id}`).toString()).toBe('fresh');
  });

  it('tells of a wrong key under the right id, and changes nothing', async () => {
    const wrong = { id: 'old', key: randomBytes(32) };
    const before = await database.knex('secrets').orderBy('id');
    const result = await rotationWith(newKey, wrong).run();
    expect(result).toEqual({ rewrapped: 0, failed: ALL });
    expect(await database.knex('secrets').orderBy('id')).toEqual(before);
    expect(told).toContainEqual(
      expect.stringMatching(/^250 records of secrets do not open with the key that they name/),
    );
    expect(told.at(-1)).toMatch(
      /^Records still need older keys of infra.encryption.keys: old \(250 in secrets/,
    );
    expect(await rotationWith(newKey, oldKey).run()).toEqual({ rewrapped: ALL, failed: 0 });
    expect(await openAll(newKey)).toBe(ALL);
  });

  it('warns at start of keys that are missing, by name and number, and starts all the same', async () => {
    const rotation = rotationWith(newKey);
    await rotation.start(idleScheduler);
    await rotation.stop();
    expect(told).toEqual([
      `${ALL} records cannot be opened, because their keys are missing in infra.encryption.keys: old (250 in secrets, 1 in integrations, 1 in resources, 1 in run_plans, 2 in state_versions)`,
    ]);
  });

  it('counts what is no sealed record instead of failing on it', async () => {
    await database
      .knex('integrations')
      .where({ name: 'open' })
      .update({ sealed: Buffer.from('x') });
    const rotation = rotationWith(newKey, oldKey);
    expect(await rotation.run()).toEqual({ rewrapped: ALL, failed: 0 });
    expect(await countsOf(rotation)).toEqual({ new: ALL, '': 1 });
  });
});
