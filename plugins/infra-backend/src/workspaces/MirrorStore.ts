import type { MirrorError, MirrorState } from '@bailiwick/backstage-plugin-infra-common';
import { conflict } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { AuditRecord } from '../audit';
import type { RowFilter } from '../access';
import { type MirrorRow, toColumns, toRecord } from './mirrorRow';
import type { MirrorProgress, MirrorRecord } from './types';

export interface MirrorListing {
  workspaceId: string;
  state?: MirrorState;
  failing?: boolean;
  q?: string;
  limit: number;
  /** Units whose whole subtree is listed. */
  roots: 'all' | readonly string[];
  /** What the permission policy narrows resources to. */
  filter: RowFilter;
  after?: readonly [name: string, id: string];
}

/** Entries of the audit trail after which a mirror may have something to do. */
const WAKING = new Set<string>([
  'resource-apply-requested',
  'resource-destroy-requested',
  'resource-retry-requested',
  'resource-cancel-requested',
  'resource-recreate-requested',
  'resource-change-requested',
  'approval-opened',
  'approval-decided',
  'approval-closed',
  'resource-provisioned',
  'resource-failed',
  'resource-destroyed',
  'resource-deleted',
]);

const NO_ERROR = { error: null, error_reason: null, error_since: null, attempts: 0 };

/** How far mirrors have come. */
export class MirrorStore {
  constructor(private readonly knex: Knex) {}

  /** Begins to mirror a resource; false where something mirrors it already. */
  async insert(
    trx: Knex,
    mirror: {
      workspaceId: string;
      path: string;
      resource: { id: string; name: string; type: string; unitId: string };
    },
  ): Promise<boolean> {
    const { workspaceId, path, resource } = mirror;
    const inserted = await trx('workspace_mirrors')
      .insert({
        ...{ resource_id: resource.id, resource_name: resource.name, path },
        ...{ resource_type: resource.type, unit_id: resource.unitId, workspace_id: workspaceId },
      })
      .onConflict('resource_id')
      .ignore()
      .returning('resource_id');
    return inserted.length > 0;
  }

  /** Wakes the mirror of a resource that an entry of the audit trail tells of, and those of an integration that was changed. */
  async follow(trx: Knex, { event, subject }: AuditRecord): Promise<void> {
    if (subject.kind === 'resource' && WAKING.has(event)) {
      await this.wake(trx, { resource_id: subject.id });
    } else if (event === 'integration-changed') {
      const using = trx('workspaces').where({ integration_id: subject.id }).select('id');
      await trx('workspace_mirrors')
        .whereIn('workspace_id', using)
        .whereNotNull('error')
        .update({ wakes: trx.raw('wakes + 1'), due_at: trx.fn.now() });
    }
  }

  async wake(trx: Knex, which: { resource_id: string }): Promise<void> {
    await trx('workspace_mirrors')
      .where(which)
      .update({ wakes: trx.raw('wakes + 1'), due_at: trx.fn.now() });
  }

  /** All that a workspace has not brought up to date. */
  async wakeFailed(trx: Knex, workspaceId: string): Promise<void> {
    await trx('workspace_mirrors')
      .where({ workspace_id: workspaceId })
      .whereNotNull('error')
      .update({ wakes: trx.raw('wakes + 1'), due_at: trx.fn.now() });
  }

  /**
   * Another repository has nothing of ours yet.
   *
   * @throws InfraError CONFLICT while pull requests are open
   */
  async moveAll(trx: Knex, workspaceId: string): Promise<void> {
    const mirrors = () => trx('workspace_mirrors').where({ workspace_id: workspaceId });
    const open: string[] = await mirrors()
      .whereNotNull('pull')
      .orderBy('resource_name')
      .limit(10)
      .pluck('resource_name');
    if (open.length > 0) {
      throw conflict(
        `Pull requests of ${open.join(', ')} are open in the repository: decide those requests before it changes`,
      );
    }
    await mirrors().update({
      ...{ landed: null, files: [], declined: null, outside: null, state: 'waiting', kind: null },
      ...{ last_pull: null, commit: null, merged_commit: null, merged_at: null },
      ...{ wakes: trx.raw('wakes + 1'), due_at: trx.fn.now() },
    });
  }

  /** Has it compared with git, even where the branch is known to have what it should. */
  async doubt(trx: Knex, resourceId: string): Promise<void> {
    await trx('workspace_mirrors')
      .where({ resource_id: resourceId })
      .update({
        ...{ landed: null, declined: null, outside: null },
        ...{ wakes: trx.raw('wakes + 1'), due_at: trx.fn.now() },
      });
  }

  async find(resourceId: string, knex: Knex = this.knex): Promise<MirrorRecord | undefined> {
    const row: MirrorRow | undefined = await this.#select(knex)
      .where('workspace_mirrors.resource_id', resourceId)
      .first();
    return row && toRecord(row);
  }

  /** The mirror under its row lock. */
  async lock(trx: Knex.Transaction, resourceId: string): Promise<MirrorRecord | undefined> {
    await trx('workspace_mirrors').where({ resource_id: resourceId }).select('state').forUpdate();
    return this.find(resourceId, trx);
  }

  /** In order of names. Of what was deleted only who reads everything is shown something. */
  async list(listing: MirrorListing): Promise<MirrorRecord[]> {
    const { workspaceId, state, failing, q, roots, filter, after, limit } = listing;
    const query = this.#select(this.knex)
      .where('workspace_mirrors.workspace_id', workspaceId)
      .where(shown => {
        shown.where(there => filter(there.whereNotNull('resources.id')));
        if (roots === 'all') shown.orWhereNull('resources.id');
      })
      .orderBy(['workspace_mirrors.resource_name', 'workspace_mirrors.resource_id'])
      .limit(limit);
    if (roots !== 'all') query.whereRaw('units.ancestor_ids && ?::uuid[]', [[...roots]]);
    if (state) query.where('workspace_mirrors.state', state);
    if (failing !== undefined) {
      query.whereRaw(`workspace_mirrors.error IS ${failing ? 'NOT NULL' : 'NULL'}`);
    }
    if (q) {
      const part = `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
      query.whereRaw('workspace_mirrors.resource_name LIKE ?', [part]);
    }
    if (after) {
      query.whereRaw(
        '(workspace_mirrors.resource_name, workspace_mirrors.resource_id) > (?, ?::uuid)',
        [...after],
      );
    }
    const rows: MirrorRow[] = await query;
    return rows.map(toRecord);
  }

  /** Workspaces with something to do, whatever waits longest first. */
  async dueWorkspaces(limit: number): Promise<string[]> {
    return this.knex('workspace_mirrors')
      .where('due_at', '<=', this.knex.fn.now())
      .groupBy('workspace_id')
      .orderByRaw('min(due_at)')
      .limit(limit)
      .pluck<string[]>('workspace_id');
  }

  /** What a workspace has to do, whatever waits longest first. */
  async due(workspaceId: string, limit: number): Promise<MirrorRecord[]> {
    const rows: MirrorRow[] = await this.#select(this.knex)
      .where('workspace_mirrors.workspace_id', workspaceId)
      .where('workspace_mirrors.due_at', '<=', this.knex.fn.now())
      .orderBy(['workspace_mirrors.due_at', 'workspace_mirrors.resource_id'])
      .limit(limit);
    return rows.map(toRecord);
  }

  /** Live resources that a workspace mirrors, or whose pull request is not at its end. */
  async users(
    trx: Knex,
    workspaceId: string,
  ): Promise<{ id: string; name: string; type: string }[]> {
    return trx('workspace_mirrors')
      .leftJoin('resources', 'resources.id', 'workspace_mirrors.resource_id')
      .where({ workspace_id: workspaceId })
      .where(used =>
        used.whereNot('resources.state', 'destroyed').orWhereNotNull('workspace_mirrors.pull'),
      )
      .orderBy('resource_name')
      .limit(50)
      .select({ id: 'resource_id', name: 'resource_name', type: 'resource_type' });
  }

  /** Writes down a step of the work. */
  async progress(
    resourceId: string,
    progress: MirrorProgress,
    knex: Knex = this.knex,
  ): Promise<void> {
    await knex('workspace_mirrors')
      .where({ resource_id: resourceId })
      .update({ ...toColumns(progress), updated_at: knex.fn.now() });
  }

  /**
   * All is done that was to be done when the mirror was read.
   *
   * @param lookAgainMs - after which to look at the host again; undefined where nothing can change there
   */
  async settle(
    { resourceId, wakes }: MirrorRecord,
    lookAgainMs: number | undefined,
  ): Promise<void> {
    await this.#finish(resourceId, wakes, lookAgainMs, { ...NO_ERROR, seen: wakes });
  }

  /** @param pauseMs - until the next attempt; undefined where only a person can go on */
  async fail(
    { resourceId, wakes }: MirrorRecord,
    { reason, message }: { reason: MirrorError['reason']; message: string },
    pauseMs: number | undefined,
  ): Promise<void> {
    const { knex } = this;
    await this.#finish(resourceId, wakes, pauseMs, {
      ...{ error: message, error_reason: reason, attempts: knex.raw('attempts + 1') },
      error_since: knex.raw('coalesce(error_since, now())'),
    });
  }

  /** Nobody did anything on the host. */
  async untouched(resourceIds: readonly string[], lookAgainMs: number): Promise<void> {
    await this.knex('workspace_mirrors')
      .whereIn('resource_id', [...resourceIds])
      .whereRaw('wakes = seen')
      .update({ due_at: this.knex.raw("now() + ? * interval '1 ms'", [lookAgainMs]) });
  }

  async delete(trx: Knex, resourceId: string): Promise<void> {
    await trx('workspace_mirrors').where({ resource_id: resourceId }).delete();
  }

  /** What was woken meanwhile stays due. */
  async #finish(
    resourceId: string,
    wakes: string,
    pauseMs: number | undefined,
    columns: object,
  ): Promise<void> {
    const { knex } = this;
    const next = pauseMs === undefined ? 'NULL' : "now() + :pauseMs * interval '1 ms'";
    await knex('workspace_mirrors')
      .where({ resource_id: resourceId })
      .update({
        ...columns,
        due_at: knex.raw(`CASE WHEN wakes = :wakes THEN ${next} ELSE due_at END`, {
          ...{ wakes, pauseMs: pauseMs ?? 0 },
        }),
        updated_at: knex.fn.now(),
      });
  }

  #select(knex: Knex): Knex.QueryBuilder {
    return knex('workspace_mirrors')
      .join('workspaces', 'workspaces.id', 'workspace_mirrors.workspace_id')
      .leftJoin('resources', 'resources.id', 'workspace_mirrors.resource_id')
      .leftJoin('units', 'units.id', 'workspace_mirrors.unit_id')
      .select(
        'workspace_mirrors.*',
        'workspaces.name AS workspace_name',
        'workspaces.url AS workspace_url',
        knex.raw('resources.id IS NOT NULL AS is_there'),
      );
  }
}
