import type { Knex } from 'knex';
import type { Edit } from './edit';

export type ChangeStatus = 'waiting' | 'pushed' | 'refused' | 'withdrawn';

/** A change as it is handed in. */
export interface NewChange {
  /** The same for the same step of the same run, so that handing it in again is harmless. */
  id: string;
  /** Undefined where the change is not about one resource. */
  resourceId?: string;
  /** One line about it, for the message of the commit. */
  title: string;
  edit: Edit;
}

export interface ChangeRecord extends NewChange {
  status: ChangeStatus;
  /** It may be in git, although that is not marked. */
  attempted: boolean;
  /** The head of the branch before the first attempt; undefined where there was none. */
  base?: string;
  /** Undefined where there was nothing to commit to: a removal from an empty repository. */
  commit?: string;
  error?: string;
}

interface ChangeRow {
  id: string;
  seq: string;
  repository: string;
  resource_id: string | null;
  title: string;
  edit: Edit;
  status: ChangeStatus;
  attempted: boolean;
  base: string | null;
  commit: string | null;
  error: string | null;
}

const TABLE = 'gitops_changes';

const toRecord = (row: ChangeRow): ChangeRecord => ({
  id: row.id,
  resourceId: row.resource_id ?? undefined,
  title: row.title,
  edit: row.edit,
  status: row.status,
  attempted: row.attempted,
  base: row.base ?? undefined,
  commit: row.commit ?? undefined,
  error: row.error ?? undefined,
});

/** Changes of one repository. Every step is a compare-and-set from `waiting`, so what has ended stays as it ended. */
export class ChangeStore {
  constructor(
    private readonly knex: Knex,
    private readonly repository: string,
  ) {}

  /** Hands a change in, unless it was already; one that was refused is tried anew, for what refused it may be mended. */
  async add(change: NewChange): Promise<void> {
    await this.insert(change, 'waiting');
    await this.knex(TABLE)
      .where({ id: change.id, status: 'refused' })
      .update({ status: 'waiting', error: null, updated_at: this.knex.fn.now() });
  }

  /** Changes that wait, in their order. */
  async waiting(limit: number): Promise<ChangeRecord[]> {
    const rows = await this.knex<ChangeRow>(TABLE)
      .where({ repository: this.repository, status: 'waiting' })
      .orderBy('seq')
      .limit(limit);
    return rows.map(toRecord);
  }

  /** Those of the changes that do not wait any more. */
  async ended(ids: readonly string[]): Promise<ChangeRecord[]> {
    const rows = await this.knex<ChangeRow>(TABLE).whereIn('id', ids).whereNot('status', 'waiting');
    return rows.map(toRecord);
  }

  async find(id: string): Promise<ChangeRecord | undefined> {
    const row = await this.knex<ChangeRow>(TABLE).where({ id }).first();
    return row && toRecord(row);
  }

  /** Notes that the changes may be in git from now on; answers how many of them still wait. */
  async attempt(ids: readonly string[], base: string | undefined): Promise<number> {
    return this.knex(TABLE)
      .whereIn('id', ids)
      .where({ status: 'waiting' })
      .update({
        attempted: true,
        base: this.knex.raw('CASE WHEN attempted THEN base ELSE ? END', [base ?? null]),
        updated_at: this.knex.fn.now(),
      });
  }

  async pushed(commits: ReadonlyMap<string, string | undefined>): Promise<void> {
    if (commits.size === 0) return;
    await this.knex.raw(
      `UPDATE gitops_changes SET status = 'pushed', "commit" = done."commit", error = NULL, updated_at = now()
       FROM unnest(:ids::text[], :commits::text[]) AS done (id, "commit")
       WHERE gitops_changes.id = done.id AND status = 'waiting'`,
      {
        ids: [...commits.keys()],
        commits: [...commits.values()].map(commit => commit ?? null),
      },
    );
  }

  async refused(id: string, reason: string): Promise<void> {
    await this.end(id, 'refused', reason);
  }

  /** Keeps why the changes still wait. */
  async failed(reason: string): Promise<void> {
    await this.knex(TABLE)
      .where({ repository: this.repository, status: 'waiting' })
      .update({ error: reason, updated_at: this.knex.fn.now() });
  }

  /**
   * Takes a change back that waits or was never handed in; whoever hands it in later finds it withdrawn. Answers what is known of it
   * then.
   */
  async withdraw(change: NewChange): Promise<ChangeRecord> {
    await this.insert(change, 'withdrawn');
    await this.end(change.id, 'withdrawn');
    const row = await this.knex<ChangeRow>(TABLE).where({ id: change.id }).first();
    if (!row) throw new Error(`The change ${change.id} is gone`);
    return toRecord(row);
  }

  /** Forgets changes that ended before a time, in hours from now. */
  async forget(hours: number): Promise<number> {
    return this.knex(TABLE)
      .where({ repository: this.repository })
      .whereNot('status', 'waiting')
      .whereRaw("updated_at < now() - ? * interval '1 hour'", [hours])
      .delete();
  }

  private async insert(change: NewChange, status: ChangeStatus): Promise<void> {
    await this.knex(TABLE)
      .insert({
        id: change.id,
        repository: this.repository,
        resource_id: change.resourceId ?? null,
        title: change.title,
        edit: JSON.stringify(change.edit),
        status,
      })
      .onConflict('id')
      .ignore();
  }

  private async end(id: string, status: ChangeStatus, error?: string): Promise<void> {
    await this.knex(TABLE)
      .where({ id, status: 'waiting' })
      .update({ status, ...(error ? { error } : {}), updated_at: this.knex.fn.now() });
  }
}
