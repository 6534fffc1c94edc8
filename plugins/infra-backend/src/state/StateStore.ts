import type { Knex } from 'knex';

/** A stored version, without what is in it. */
export interface VersionRecord {
  version: number;
  serial?: number;
  lineage?: string;
  /** Bytes. */
  size: number;
  runId?: string;
  createdAt: Date;
}

/** What the tool says of its lock, such as `{ID, Operation, Who}`; it is answered as it came. */
export type LockInfo = Record<string, unknown> & { ID: string };

export interface LockRecord {
  resourceId: string;
  id: string;
  info: LockInfo;
  runId?: string;
  createdAt: Date;
}

/** A run as far as its state is concerned. */
export interface StateRun {
  id: string;
  resourceId: string;
  kind: string;
}

interface VersionRow {
  version: number;
  serial: string | null;
  lineage: string | null;
  size: number;
  run_id: string | null;
  created_at: Date;
}

interface LockRow {
  resource_id: string;
  lock_id: string;
  info: LockInfo;
  run_id: string | null;
  created_at: Date;
}

const toVersion = (row: VersionRow): VersionRecord => ({
  version: row.version,
  serial: row.serial === null ? undefined : Number(row.serial),
  lineage: row.lineage ?? undefined,
  size: row.size,
  runId: row.run_id ?? undefined,
  createdAt: row.created_at,
});

const toLock = (row: LockRow): LockRecord => ({
  resourceId: row.resource_id,
  id: row.lock_id,
  info: row.info,
  runId: row.run_id ?? undefined,
  createdAt: row.created_at,
});

/** Versions, locks and credentials of states: the rows alone. */
export class StateStore {
  constructor(private readonly knex: Knex) {}

  async versions(resourceId: string): Promise<VersionRecord[]> {
    const rows = await this.knex('state_versions')
      .select<VersionRow[]>('version', 'serial', 'lineage', 'size', 'run_id', 'created_at')
      .where({ resource_id: resourceId })
      .orderBy('version', 'desc');
    return rows.map(toVersion);
  }

  /** Without a number the newest version. */
  async sealed(
    resourceId: string,
    version?: number,
  ): Promise<{ version: number; sealed: Buffer } | undefined> {
    const rows = await this.knex('state_versions')
      .select<{ version: number; sealed: Buffer }[]>('version', 'sealed')
      .where({ resource_id: resourceId, ...(version === undefined ? {} : { version }) })
      .orderBy('version', 'desc')
      .limit(1);
    return rows[0];
  }

  async newestVersion(trx: Knex.Transaction, resourceId: string): Promise<number> {
    const row = await trx('state_versions')
      .where({ resource_id: resourceId })
      .max<{ max: number | null }>('version as max')
      .first();
    return row?.max ?? 0;
  }

  async add(
    trx: Knex.Transaction,
    resourceId: string,
    version: Omit<VersionRecord, 'createdAt'> & { sealed: Buffer },
  ): Promise<void> {
    const { runId, ...rest } = version;
    await trx('state_versions').insert({ ...rest, resource_id: resourceId, run_id: runId });
  }

  async removeUpTo(trx: Knex.Transaction, resourceId: string, version: number): Promise<void> {
    await trx('state_versions')
      .where({ resource_id: resourceId })
      .where('version', '<=', version)
      .delete();
  }

  async locks(resourceIds: readonly string[], knex: Knex = this.knex): Promise<LockRecord[]> {
    const rows = await knex<LockRow>('state_locks').whereIn('resource_id', [...resourceIds]);
    return rows.map(toLock);
  }

  /** Locks that nobody works under any more: their run has ended, or was lost. */
  async abandonedLocks(
    resourceIds: readonly string[],
    knex: Knex = this.knex,
  ): Promise<LockRecord[]> {
    const rows = await knex<LockRow>('state_locks')
      .whereIn('resource_id', [...resourceIds])
      .whereNotExists(
        knex('runs').whereRaw("runs.id = state_locks.run_id AND runs.status = 'in_progress'"),
      );
    return rows.map(toLock);
  }

  /** Answers whose the lock is now. */
  async lock(
    trx: Knex.Transaction,
    resourceId: string,
    lock: { info: LockInfo; runId: string },
  ): Promise<LockRecord> {
    const row = { resource_id: resourceId, lock_id: lock.info.ID, run_id: lock.runId };
    await trx('state_locks')
      .insert({ ...row, info: JSON.stringify(lock.info) })
      .onConflict('resource_id')
      .ignore();
    const [held] = await this.locks([resourceId], trx);
    return held;
  }

  async unlock(trx: Knex.Transaction, resourceId: string): Promise<LockRecord | undefined> {
    const [row] = await trx<LockRow>('state_locks')
      .where({ resource_id: resourceId })
      .delete()
      .returning('*');
    return row && toLock(row);
  }

  /** Replaces what the run came with before; what earlier runs of the resource had is of no use any more. */
  async putCredential(
    trx: Knex.Transaction,
    run: { id: string; resourceId: string; fence: number },
    tokenHash: string,
  ): Promise<void> {
    await trx('state_credentials')
      .whereIn('run_id', trx('runs').select('id').where({ resource_id: run.resourceId }))
      .delete();
    await trx('state_credentials').insert({
      ...{ run_id: run.id, fence: run.fence, token_hash: tokenHash },
    });
  }

  /** The run of a credential, where it is still in the hands of the worker that was given it. */
  async runOf(runId: string): Promise<(StateRun & { tokenHash: string }) | undefined> {
    const row = await this.knex('state_credentials as given')
      .join('runs', 'runs.id', 'given.run_id')
      .select('runs.id', 'runs.resource_id', 'runs.kind', 'given.token_hash')
      .where({ 'given.run_id': runId, 'runs.status': 'in_progress' })
      .whereRaw('runs.fence = given.fence')
      .first<{ id: string; resource_id: string; kind: string; token_hash: string }>();
    return (
      row && { id: row.id, resourceId: row.resource_id, kind: row.kind, tokenHash: row.token_hash }
    );
  }

  /**
   * Holds the run where it is until the transaction ends, so that its state changes one request after the other, and never once it was
   * lost. The engine locks the resource before the run, and so does this.
   */
  async holdRun(trx: Knex.Transaction, { id, resourceId }: StateRun): Promise<boolean> {
    await trx('resources').select('id').where({ id: resourceId }).forKeyShare();
    const rows = await trx('runs')
      .join('state_credentials as given', 'given.run_id', 'runs.id')
      .select('runs.id')
      .where({ 'runs.id': id, 'runs.status': 'in_progress' })
      .whereRaw('runs.fence = given.fence')
      .forNoKeyUpdate('runs');
    return rows.length > 0;
  }

  async forget(trx: Knex.Transaction, resourceId: string): Promise<void> {
    for (const table of ['state_versions', 'state_locks']) {
      await trx(table).where({ resource_id: resourceId }).delete();
    }
  }
}
