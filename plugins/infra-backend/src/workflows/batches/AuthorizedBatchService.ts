import type {
  Batch,
  BatchQuery,
  BatchSummary,
  CreateBatch,
  Page,
} from '@bailiwick/backstage-plugin-infra-common';
import { notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { z } from 'zod';
import { type Actor, Authority } from '../../access';
import type { AuditTrail } from '../../audit';
import { inTransaction, keepAnswer } from '../../lib/database';
import { cursorCodec, pageOf } from '../../lib/paging';
import type { ResourceAccess } from '../../resources/ResourceAccess';
import type { BatchRunner } from './BatchRunner';
import type { BatchStore } from './BatchStore';

export interface AuthorizedBatchServices {
  knex: Knex;
  store: BatchStore;
  runner: BatchRunner;
  access: Pick<ResourceAccess, 'readableAmong'>;
  audit: AuditTrail;
}

const cursor = cursorCodec('batches by -createdAt', z.tuple([z.string(), z.uuid()]));

/** Batches for an actor: one's own; administrators and services read all. */
export class AuthorizedBatchService {
  constructor(private readonly services: AuthorizedBatchServices) {}

  /** Writes the batch down and begins with it. Whether each item may be done shows when its turn comes. */
  async create(actor: Actor, { action, resourceIds }: CreateBatch): Promise<Batch> {
    const { knex, store, audit, runner } = this.services;
    const readable = await this.services.access.readableAmong(actor, resourceIds);
    const items = resourceIds.map(resourceId => ({
      resourceId,
      name: readable.get(resourceId)?.record.name,
    }));
    const batch = await inTransaction(knex, async trx => {
      const id = await store.insert(trx, { action, requestedBy: actor.ref, items });
      await audit.record(trx, {
        ...{ event: 'batch-requested', actor, subject: { kind: 'batch', id } },
        after: { action, resourceIds },
      });
      const made = (await store.find(id, trx))!;
      await keepAnswer(trx, { status: 202, body: made });
      return made;
    });
    runner.begin(batch, actor);
    return batch;
  }

  async list(actor: Actor, { cursor: from, limit }: BatchQuery): Promise<Page<BatchSummary>> {
    const readsAll = new Authority(actor).readsEverything;
    const rows = await this.services.store.list({
      limit: limit + 1,
      after: cursor.decode(from),
      ...(readsAll ? {} : { requestedBy: actor.ref }),
    });
    return pageOf(
      rows,
      limit,
      cursor,
      ({ position }) => position,
      ({ batch }) => batch,
    );
  }

  /** @throws InfraError NOT_FOUND, also for somebody else's */
  async get(actor: Actor, id: string): Promise<Batch> {
    const batch = await this.services.store.find(id);
    const mayRead = batch?.requestedBy === actor.ref || new Authority(actor).readsEverything;
    if (!batch || !mayRead) throw notFound('batch', id);
    return batch;
  }
}
