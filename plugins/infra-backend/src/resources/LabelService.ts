import { type Labels, MAX_LABELS } from '@bailiwick/backstage-plugin-infra-common';
import { notFound, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { AuditTrail } from '../audit';
import { inTransaction } from '../lib/database';
import type { ResourceStore } from './ResourceStore';
import type { Requester, ResourceRecord } from './types';

/** Labels by key; null removes one. */
export type LabelPatch = Record<string, string | null>;

/** Labels, which people find resources by. They are no part of what a resource is made from, so nobody is asked and nothing is run. */
export class LabelService {
  constructor(
    private readonly services: {
      knex: Knex;
      store: ResourceStore;
      audit: AuditTrail;
      changed: (record: ResourceRecord, change: 'upserted') => void;
    },
  ) {}

  /** @throws InfraError NOT_FOUND; VALIDATION_ERROR where there would be too many */
  async change(id: string, patch: LabelPatch, by: Requester): Promise<void> {
    const { knex, store, audit, changed } = this.services;
    const record = await inTransaction(knex, async trx => {
      if (!(await store.lock(trx, id))) throw notFound('resource', id);
      const found = (await store.find(id, trx))!;
      const labels = patched(found.labels, patch);
      await trx('resources')
        .where({ id })
        .update({ labels: JSON.stringify(labels), updated_at: trx.fn.now() });
      await audit.record(trx, {
        event: 'resource-labelled',
        actor: by,
        subject: { kind: 'resource', id },
        before: { labels: found.labels },
        after: { labels },
      });
      return found;
    });
    changed(record, 'upserted');
  }
}

function patched(labels: Labels, patch: LabelPatch): Labels {
  const entries = Object.entries({ ...labels, ...patch });
  const kept = entries.filter((entry): entry is [string, string] => entry[1] !== null);
  if (kept.length > MAX_LABELS) {
    const message = `must be at most ${MAX_LABELS} labels together with those that are there`;
    throw validationError([{ pointer: '/labels', message }]);
  }
  return Object.fromEntries(kept);
}
