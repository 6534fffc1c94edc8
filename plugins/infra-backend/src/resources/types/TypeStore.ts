import type {
  ResourceTypeHead,
  TypeVersionDefinition,
  VersionLifecycle,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { runPrepared } from '../../lib/database';
import type { TypeOrigin } from './KnownType';

/** What administrators changed of a type that comes from a file or from code. Null takes away. */
export interface TypeOverrides {
  enabled?: boolean;
  title?: string;
  documentation?: string | null;
  labels?: Record<string, string>;
  approval?: ResourceTypeHead['approval'] | null;
}

export type StoredVersion = TypeVersionDefinition;

/** Where a file type comes from: the configured target, and the file that it led to. */
export interface TypeSource {
  location: string;
  file: string;
}

export interface StoredType {
  name: string;
  origin: TypeOrigin;
  /** Missing for a type of code, of which only overrides are kept. */
  definition?: ResourceTypeHead;
  overrides: TypeOverrides;
  source?: TypeSource;
  /** It is no longer in its file, and stays only for the resources that have it. */
  vanished: boolean;
  /** What is wrong with its file as it is now. */
  problems: string[];
  revision: number;
  updatedAt: Date;
  /** In the order in which they were added. */
  versions: StoredVersion[];
}

interface TypeRow {
  name: string;
  origin: TypeOrigin;
  definition: ResourceTypeHead | null;
  overrides: TypeOverrides;
  location: string | null;
  file: string | null;
  vanished: boolean;
  problems: string[];
  revision: string;
  updated_at: Date;
  versions: (Omit<StoredVersion, 'note'> & { note: string | null })[] | null;
}

const toStored = (row: TypeRow): StoredType => ({
  name: row.name,
  origin: row.origin,
  definition: row.definition ?? undefined,
  overrides: row.overrides,
  ...(row.location === null || row.file === null
    ? {}
    : { source: { location: row.location, file: row.file } }),
  vanished: row.vanished,
  problems: row.problems,
  revision: Number(row.revision),
  updatedAt: row.updated_at,
  versions: (row.versions ?? []).map(({ note, ...version }) => ({
    ...version,
    ...(note === null ? {} : { note }),
  })),
});

const SELECT = `SELECT resource_types.*, (
    SELECT jsonb_agg(jsonb_build_object('version', version, 'lifecycle', lifecycle, 'note', note,
      'schema', schema, 'settings', settings, 'outputs', outputs) ORDER BY created_at, version)
    FROM resource_type_versions WHERE type = resource_types.name) AS versions
  FROM resource_types`;

const columnsOf = (type: Omit<StoredType, 'revision' | 'updatedAt' | 'versions'>) => ({
  origin: type.origin,
  definition: type.definition ? JSON.stringify(type.definition) : null,
  overrides: JSON.stringify(type.overrides),
  location: type.source?.location ?? null,
  file: type.source?.file ?? null,
  vanished: type.vanished,
  problems: JSON.stringify(type.problems),
});

/** Tables of types and their versions. Whoever changes them begins with {@link lock} and ends with {@link tick}. */
export class TypeStore {
  constructor(private readonly knex: Knex) {}

  /** Grows with every change of any type. */
  async change(): Promise<string> {
    const { rows } = await runPrepared<{ change: string }>(
      this.knex,
      'resource-type-change',
      'SELECT change FROM resource_type_clock',
      {},
    );
    return rows[0].change;
  }

  async all(knex: Knex = this.knex): Promise<StoredType[]> {
    const { rows } = await knex.raw<{ rows: TypeRow[] }>(`${SELECT} ORDER BY name`);
    return rows.map(toStored);
  }

  async find(trx: Knex, name: string): Promise<StoredType | undefined> {
    const { rows } = await trx.raw<{ rows: TypeRow[] }>(`${SELECT} WHERE name = ?`, [name]);
    return rows.map(toStored)[0];
  }

  /** From now until the end of the transaction nobody else changes types, so rules about all of them hold. */
  async lock(trx: Knex.Transaction): Promise<void> {
    await trx.raw('SELECT change FROM resource_type_clock FOR UPDATE');
  }

  /**
   * Waits for requests of the type that are being stored, and lets none begin: what is counted afterwards stays true until the end of
   * the transaction.
   */
  async lockType(trx: Knex.Transaction, name: string): Promise<void> {
    await trx.raw('SELECT 1 FROM resource_types WHERE name = ? FOR UPDATE', [name]);
  }

  /** Tells every process to read again. */
  async tick(trx: Knex.Transaction): Promise<void> {
    await trx.raw('UPDATE resource_type_clock SET change = change + 1');
  }

  async insert(
    trx: Knex.Transaction,
    type: Omit<StoredType, 'revision' | 'updatedAt' | 'versions'>,
  ): Promise<void> {
    await trx('resource_types').insert({
      name: type.name,
      ...columnsOf(type),
      // Higher than that of any type before, so that one that was deleted and made again is never taken for the old one.
      revision: trx.raw('(SELECT change + 1 FROM resource_type_clock)'),
    });
  }

  async update(
    trx: Knex.Transaction,
    type: Omit<StoredType, 'revision' | 'updatedAt' | 'versions'>,
  ): Promise<void> {
    await trx('resource_types').where({ name: type.name }).update(columnsOf(type));
  }

  /** The type or one of its versions has changed. */
  async touch(trx: Knex.Transaction, name: string): Promise<void> {
    await trx('resource_types')
      .where({ name })
      .update({ revision: trx.raw('revision + 1'), updated_at: trx.fn.now() });
  }

  async remove(trx: Knex.Transaction, name: string): Promise<void> {
    await trx('resource_types').where({ name }).delete();
  }

  /** A version that is there already is replaced; it keeps its place. */
  async putVersion(trx: Knex.Transaction, type: string, version: StoredVersion): Promise<void> {
    const columns = {
      lifecycle: version.lifecycle,
      note: version.note ?? null,
      schema: JSON.stringify(version.schema),
      settings: JSON.stringify(version.settings),
      outputs: JSON.stringify(version.outputs),
    };
    await trx('resource_type_versions')
      // Within one transaction now() stands still, which would not tell which version was added first.
      .insert({
        type,
        version: version.version,
        ...columns,
        created_at: trx.raw('clock_timestamp()'),
      })
      .onConflict(['type', 'version'])
      .merge(columns);
  }

  async removeVersion(trx: Knex.Transaction, type: string, version: string): Promise<void> {
    await trx('resource_type_versions').where({ type, version }).delete();
  }

  async setLifecycle(
    trx: Knex.Transaction,
    type: string,
    version: string,
    to: { lifecycle: VersionLifecycle; note?: string },
  ): Promise<void> {
    await trx('resource_type_versions')
      .where({ type, version })
      .update({ lifecycle: to.lifecycle, note: to.note ?? null });
  }

  /** How many live resources are on each version of a type. */
  async liveResources(name: string, knex: Knex = this.knex): Promise<Map<string, number>> {
    const { rows } = await knex.raw<{ rows: { version: string; count: string }[] }>(
      `SELECT version, count(*) AS count FROM resources
       WHERE type = ? AND state <> 'destroyed' GROUP BY version`,
      [name],
    );
    return new Map(rows.map(({ version, count }) => [version, Number(count)]));
  }

  /** Some live resources of a type, for people to see what is in the way. */
  async someResources(
    trx: Knex.Transaction,
    name: string,
  ): Promise<{ id: string; name: string; type: string }[]> {
    return trx('resources')
      .select('id', 'name', 'type')
      .where({ type: name })
      .whereNot({ state: 'destroyed' })
      .orderBy('created_at')
      .limit(20);
  }

  /** The revision that a type has now, which then stays until the end of the transaction; 0 where nothing is stored. */
  async holdRevision(trx: Knex.Transaction, name: string): Promise<number> {
    const { rows } = await runPrepared<{ revision: string }>(
      trx,
      'resource-type-revision',
      'SELECT revision FROM resource_types WHERE name = :name FOR SHARE',
      { name },
    );
    return Number(rows[0]?.revision ?? 0);
  }
}
