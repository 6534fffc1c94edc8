import type { Batch, BatchItem, BatchSummary } from '@bailiwick/backstage-plugin-infra-common';
import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';

interface BatchRow {
  id: string;
  action: BatchSummary['action'];
  requested_by: string;
  created_at: Date;
  finished_at: Date | null;
  waiting: string;
  done: string;
  refused: string;
}

interface ItemRow {
  resource_id: string;
  name: string | null;
  status: BatchItem['status'];
  run_id: string | null;
  run_status: BatchItem['runStatus'] | null;
  error: BatchItem['error'] | null;
}

export type NewBatch = Pick<BatchSummary, 'action' | 'requestedBy'> & {
  items: readonly Pick<BatchItem, 'resourceId' | 'name'>[];
};

/** An item by its place in the batch. */
export interface ItemPlace {
  batchId: string;
  position: number;
}

/** How long nobody else thinks that a batch is left behind. */
const HELD_FOR = "interval '30 seconds'";

const COLUMNS = `batches.id, action, requested_by, created_at, finished_at,
  (SELECT count(*) FROM batch_items WHERE batch_id = batches.id AND status = 'waiting') AS waiting,
  (SELECT count(*) FROM batch_items WHERE batch_id = batches.id AND status = 'done') AS done,
  (SELECT count(*) FROM batch_items WHERE batch_id = batches.id AND status = 'refused') AS refused`;

const toSummary = (row: BatchRow): BatchSummary => ({
  id: row.id,
  action: row.action,
  requestedBy: row.requested_by,
  createdAt: row.created_at.toISOString(),
  ...(row.finished_at ? { finishedAt: row.finished_at.toISOString() } : {}),
  counts: { waiting: Number(row.waiting), done: Number(row.done), refused: Number(row.refused) },
});

const toItem = (row: ItemRow): BatchItem => ({
  resourceId: row.resource_id,
  ...(row.name === null ? {} : { name: row.name }),
  status: row.status,
  ...(row.run_id === null ? {} : { runId: row.run_id }),
  ...(row.run_status ? { runStatus: row.run_status } : {}),
  ...(row.error === null ? {} : { error: row.error }),
});

/** Rows of batches and their items. */
export class BatchStore {
  constructor(private readonly knex: Knex) {}

  async insert(trx: Knex.Transaction, { action, requestedBy, items }: NewBatch): Promise<string> {
    const id = randomUUID();
    await trx('batches').insert({
      ...{ id, action, requested_by: requestedBy },
      held_until: trx.raw(`now() + ${HELD_FOR}`),
    });
    await trx('batch_items').insert(
      items.map(({ resourceId, name }, position) => ({
        ...{ batch_id: id, position, resource_id: resourceId, name: name ?? null },
      })),
    );
    return id;
  }

  async find(id: string, knex: Knex = this.knex): Promise<Batch | undefined> {
    const row: BatchRow | undefined = await knex('batches')
      .where({ id })
      .first(knex.raw<never>(COLUMNS));
    if (!row) return undefined;
    const items: ItemRow[] = await knex('batch_items')
      .leftJoin('runs', 'runs.id', 'batch_items.run_id')
      .where({ batch_id: id })
      .orderBy('position')
      .select('batch_items.*', 'runs.status AS run_status');
    return { ...toSummary(row), items: items.map(toItem) };
  }

  /** In order from right after a position, the newest first; of one person or of all. */
  async list(listing: {
    limit: number;
    requestedBy?: string;
    after?: [string, string];
  }): Promise<{ batch: BatchSummary; position: [string, string] }[]> {
    const { limit, requestedBy, after } = listing;
    const query = this.knex('batches')
      .select(this.knex.raw(`${COLUMNS}, created_at::text AS position`))
      .orderByRaw('created_at DESC, id DESC')
      .limit(limit);
    if (requestedBy !== undefined) query.where({ requested_by: requestedBy });
    if (after) query.whereRaw('(created_at, id) < (?, ?)', after);
    const rows = (await query) as unknown as (BatchRow & { position: string })[];
    return rows.map(row => ({ batch: toSummary(row), position: [row.position, row.id] }));
  }

  /** Whether the item waited; it does not any more. */
  async settle(
    knex: Knex,
    { batchId, position }: ItemPlace,
    end: Pick<BatchItem, 'runId' | 'error'>,
  ): Promise<boolean> {
    const changed = await knex('batch_items')
      .where({ batch_id: batchId, position, status: 'waiting' })
      .update({
        status: end.error ? 'refused' : 'done',
        run_id: end.runId ?? null,
        error: end.error ? JSON.stringify(end.error) : null,
      });
    return changed > 0;
  }

  async refuse(place: ItemPlace, error: NonNullable<BatchItem['error']>): Promise<void> {
    await this.settle(this.knex, place, { error });
  }

  /** Tells the other processes that somebody still carries it out. */
  async hold(id: string): Promise<void> {
    await this.knex('batches')
      .where({ id, finished_at: null })
      .update({ held_until: this.knex.raw(`now() + ${HELD_FOR}`) });
  }

  /** Lets go of a batch before its time, so that what waits in it counts as left behind. */
  async letGo(id: string): Promise<void> {
    await this.knex('batches')
      .where({ id, finished_at: null })
      .update({ held_until: this.knex.fn.now() });
  }

  /** Marks the end, if nothing waits any more. */
  async finish(id: string, knex: Knex = this.knex): Promise<void> {
    await knex('batches')
      .where({ id, finished_at: null })
      .whereNotExists(
        knex('batch_items').select(knex.raw('1')).where({ batch_id: id, status: 'waiting' }),
      )
      .update({ finished_at: knex.fn.now() });
  }

  /** Takes the locks of batches that nobody carries out any more. */
  async leftBehind(trx: Knex.Transaction): Promise<{ id: string; requestedBy: string }[]> {
    return trx('batches')
      .where('held_until', '<=', trx.fn.now())
      .whereNull('finished_at')
      .orderBy('held_until')
      .limit(20)
      .forUpdate()
      .skipLocked()
      .select('id', 'requested_by AS requestedBy');
  }

  /** Refuses everything that waits; answers how much that was. */
  async refuseRest(
    trx: Knex.Transaction,
    id: string,
    error: NonNullable<BatchItem['error']>,
  ): Promise<number> {
    return trx('batch_items')
      .where({ batch_id: id, status: 'waiting' })
      .update({ status: 'refused', error: JSON.stringify(error) });
  }
}
