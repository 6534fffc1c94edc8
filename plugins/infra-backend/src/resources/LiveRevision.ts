import type { Cost, Revision } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import type { Integrations } from './planning';
import type { ResourceStore } from './ResourceStore';
import type { RevisionStore } from './RevisionStore';
import type { ResourceRecord } from './types';
import type { TypeRegistry } from './types/TypeRegistry';

export interface LiveRevisionServices {
  store: ResourceStore;
  revisions: RevisionStore;
  types: TypeRegistry;
  integrations?: Pick<Integrations, 'link'>;
}

/** What a resource is taken back to. */
export interface Restored {
  /** The revision that was given up. */
  from: number;
  /** The one that is live. */
  to: number;
  record: ResourceRecord;
  cost: Cost;
}

/** The revision that is live, and the way back to it from a change that failed. */
export class LiveRevision {
  constructor(private readonly services: LiveRevisionServices) {}

  /** The revision that is live where the resource is to become another; undefined where it is at it, or nobody knows. */
  async behind(record: ResourceRecord, knex?: Knex): Promise<Revision | undefined> {
    const { id, revision, appliedRevision } = record;
    if (appliedRevision === undefined || appliedRevision === revision) return undefined;
    return this.services.revisions.find(id, appliedRevision, knex);
  }

  /** The resource as it was when it was last applied. */
  async valuesOf(record: ResourceRecord): Promise<ResourceRecord> {
    const live = await this.behind(record);
    if (!live) return record;
    const { version, variables, cost, integrations } = live;
    return { ...record, version, variables, cost, integrations };
  }

  /**
   * What is live becomes what the resource is to be, as a revision of its own; undefined where it is that already. Where the
   * provisioner takes no change back, nobody knows whether half of an earlier attempt is live, so nothing is restored either. The
   * caller holds the row lock.
   */
  async restore(
    trx: Knex.Transaction,
    id: string,
    requestedBy: string,
  ): Promise<Restored | undefined> {
    const { store, revisions, types, integrations } = this.services;
    const record = await store.find(id, trx);
    if (!record || !types.find(record.type)?.provisioner.revert) return undefined;
    const live = await this.behind(record, trx);
    if (!live) return undefined;
    const { version, variables, cost, parents } = live;
    const restored = {
      ...{ version, variables, cost, integrations: live.integrations, requestedBy },
      ...{ revision: record.revision + 1, restoredFrom: live.revision },
    };
    await store.promote(trx, id, restored);
    await store.markApplied(trx, id);
    await integrations?.link(trx, id, live.integrations);
    await revisions.write(trx, id, { ...restored, parents });
    return { from: record.revision, to: live.revision, record, cost };
  }
}
