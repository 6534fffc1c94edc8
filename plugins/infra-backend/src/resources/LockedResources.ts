import { refuseAction, type ResourceAction } from '@bailiwick/backstage-plugin-infra-common';
import { notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { type Circumstances, factsOf, seenBy } from './facts';
import type { StateLocks } from './ports';
import { actionRefused } from './refusals';
import type { ResourceStore } from './ResourceStore';
import type { Relative, ResourceRecord } from './types';
import type { TypeRegistry } from './types/TypeRegistry';

/** Resources under their row lock, once it is certain that the transition table allows what is to be done. */
export class LockedResources {
  constructor(
    private readonly parts: { store: ResourceStore; types: TypeRegistry; locks?: StateLocks },
  ) {}

  /** The resource, if it is provisioned and nothing goes on with it. */
  async atRest(trx: Knex.Transaction, id: string): Promise<ResourceRecord | undefined> {
    const position = await this.parts.store.lock(trx, id);
    const rests = position?.state === 'provisioned' && position.status === 'done';
    return rests ? this.parts.store.find(id, trx) : undefined;
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE, DEPENDENCY_EXISTS */
  async require(
    trx: Knex.Transaction,
    id: string,
    action: ResourceAction,
    rights: Circumstances,
  ): Promise<ResourceRecord> {
    const { store } = this.parts;
    const record = (await store.lock(trx, id)) && (await store.find(id, trx));
    if (!record) throw notFound('resource', id);
    await this.refuse(record, action, rights, trx);
    return record;
  }

  /**
   * Refuses what the table does not allow at this moment; nothing is locked.
   *
   * @throws InfraError FORBIDDEN, INVALID_STATE, DEPENDENCY_EXISTS
   */
  async refuse(
    record: ResourceRecord,
    action: ResourceAction,
    rights: Circumstances,
    knex?: Knex,
  ): Promise<void> {
    const { store, types, locks } = this.parts;
    const { id } = record;
    const relatives = {
      parents: (await store.parents([id], knex)).get(id) ?? [],
      children: (await store.children([id], knex)).get(id) ?? [],
    };
    const isLocked =
      action === 'unlock' && ((await locks?.abandonedLocks([id], knex))?.has(id) ?? false);
    const type = types.find(record.type, record.version) ?? types.find(record.type);
    // Where nobody is there who asks, the reason is for whoever reads the resource: they read what is of its unit.
    const ofUnit = ({ unitId }: Relative) => unitId === record.unit.id;
    const told = { sees: ofUnit, ...rights, isLocked };
    const facts = factsOf(record, type, told, relatives);
    const reason = refuseAction(action, record, facts);
    if (reason !== undefined)
      throw actionRefused(reason, action, record, facts, seenBy(told, relatives));
  }
}
