import { refuseAction, type ResourceAction } from '@bailiwick/backstage-plugin-infra-common';
import { notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { factsOf, type Rights } from './facts';
import type { StateLocks } from './ports';
import { actionRefused } from './refusals';
import type { ResourceStore } from './ResourceStore';
import type { ResourceRecord } from './types';
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
    rights: Rights,
  ): Promise<ResourceRecord> {
    const { store, types, locks } = this.parts;
    const record = (await store.lock(trx, id)) && (await store.find(id, trx));
    if (!record) throw notFound('resource', id);
    const relatives = {
      parents: (await store.parents([id], trx)).get(id) ?? [],
      children: (await store.children([id], trx)).get(id) ?? [],
    };
    const isLocked =
      action === 'unlock' && ((await locks?.abandonedLocks([id], trx))?.has(id) ?? false);
    const type = types.find(record.type, record.version) ?? types.find(record.type);
    const facts = factsOf(record, type, { ...rights, isLocked }, relatives);
    const reason = refuseAction(action, record, facts);
    if (reason !== undefined) throw actionRefused(reason, action, record, facts, relatives);
    return record;
  }
}
