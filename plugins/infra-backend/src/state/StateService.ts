import type { JsonValue } from '@backstage/types';
import type { StateLock, StateOverview } from '@bailiwick/backstage-plugin-infra-common';
import { notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { Actor } from '../access';
import type { AuditTrail } from '../audit';
import { inTransaction } from '../lib/database';
import type { Encryptor } from '../lib/encryption';
import type { LockRecord, StateStore } from './StateStore';

export interface StateServices {
  knex: Knex;
  store: StateStore;
  encryptor: Encryptor;
  audit: AuditTrail;
}

/** What a stored version is sealed for: it opens in no other place. */
export const sealContext = (resourceId: string, version: number) =>
  `state/${resourceId}/${version}`;

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);

function toStateLock({ id, info, createdAt, runId }: LockRecord): StateLock {
  const operation = text(info.Operation);
  const who = text(info.Who);
  return {
    id,
    ...(operation ? { operation } : {}),
    ...(who ? { who } : {}),
    createdAt: createdAt.toISOString(),
    ...(runId ? { runId } : {}),
  };
}

/** States for people and for other rooms; tools come by {@link StateKeeper}. */
export class StateService {
  constructor(private readonly services: StateServices) {}

  /** Locks by the id of the resource, of those that are locked. */
  async lockOf(resourceIds: readonly string[], knex?: Knex): Promise<Map<string, StateLock>> {
    if (resourceIds.length === 0) return new Map();
    const locks = await this.services.store.locks(resourceIds, knex);
    return new Map(locks.map(lock => [lock.resourceId, toStateLock(lock)]));
  }

  /** Locks that lost runs left behind, by the id of the resource. */
  async abandonedLocks(
    resourceIds: readonly string[],
    knex?: Knex,
  ): Promise<Map<string, StateLock>> {
    if (resourceIds.length === 0) return new Map();
    const locks = await this.services.store.abandonedLocks(resourceIds, knex);
    return new Map(locks.map(lock => [lock.resourceId, toStateLock(lock)]));
  }

  /**
   * Takes a lock away that a lost run left behind. Whether that is right the caller has checked: a tool that still works would be
   * refused its next write.
   *
   * @returns the lock, or undefined where there was none
   */
  async unlock(trx: Knex.Transaction, resourceId: string): Promise<StateLock | undefined> {
    const lock = await this.services.store.unlock(trx, resourceId);
    return lock && toStateLock(lock);
  }

  /** Removes everything that is kept for a resource. */
  async forget(trx: Knex.Transaction, resourceId: string): Promise<void> {
    await this.services.store.forget(trx, resourceId);
  }

  async overview(resourceId: string): Promise<StateOverview> {
    const locks = await this.lockOf([resourceId]);
    const lock = locks.get(resourceId);
    const versions = await this.services.store.versions(resourceId);
    return {
      ...(lock ? { lock } : {}),
      versions: versions.map(({ createdAt, ...version }) => ({
        ...version,
        createdAt: createdAt.toISOString(),
      })),
    };
  }

  /** The newest version as the tool wrote it, with all its secrets, for a view; undefined where there is none. */
  async newest(resourceId: string): Promise<JsonValue | undefined> {
    const { store, encryptor } = this.services;
    const found = await store.sealed(resourceId);
    if (!found) return undefined;
    const content = encryptor.open(found.sealed, sealContext(resourceId, found.version));
    return JSON.parse(content.toString('utf8'));
  }

  /**
   * A version as the tool wrote it, with all its secrets. That somebody read it is in the trail before they get it.
   *
   * @throws InfraError NOT_FOUND
   */
  async download(
    actor: Actor,
    resourceId: string,
    version: number,
  ): Promise<Record<string, never>> {
    const { knex, store, encryptor, audit } = this.services;
    const found = await store.sealed(resourceId, version);
    if (!found) throw notFound('version of the state', `${version}`);
    const content = encryptor.open(found.sealed, sealContext(resourceId, version));
    await inTransaction(knex, trx =>
      audit.record(trx, {
        ...{ event: 'state-downloaded', actor, after: { version } },
        subject: { kind: 'resource', id: resourceId },
      }),
    );
    return JSON.parse(content.toString('utf8'));
  }
}
