import type {
  Difference,
  Page,
  PatchResource,
  Revision,
  RevisionDiff,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { conflict, notFound, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { Actor } from '../access';
import { etagOf, requireMatch } from '../lib/http';
import { inTransaction } from '../lib/database';
import { cursorCodec, pageOf } from '../lib/paging';
import { largest, takesQuota } from '../quota/amounts';
import type { RunRecord } from '../runs';
import { differences } from './difference';
import { type Circumstances, holdsQuota } from './facts';
import type { LockedResources } from './LockedResources';
import type { ChangePlanner, CheckedChange } from './planning';
import type { ResourceServices } from './ResourceService';
import type { PendingChange, Requester, ResourceRecord } from './types';

const cursor = cursorCodec('revisions by -revision', z.tuple([z.number().int()]));

/** What somebody wants a resource to become. */
export interface Wish extends Pick<PatchResource, 'version' | 'comment' | 'integrations'> {
  variables: Variables;
  restoredFrom?: number;
}

export interface ChangeCall {
  actor: Actor;
  rights: Circumstances;
  ifMatch?: string;
  /** Called within the transaction; it must not ask for another connection. */
  answer: (trx: Knex.Transaction, run: RunRecord | undefined) => Promise<void>;
}

interface Tagged {
  revision: number;
  pendingChange?: { revision: number };
}

/** The tag of what a resource is now: any change or proposal gives another. */
export const resourceTag = ({ revision, pendingChange }: Tagged): string =>
  pendingChange ? `${revision}+${pendingChange.revision}` : `${revision}`;

export const resourceEtag = (record: Tagged) => etagOf(resourceTag(record));

/** Changes of resources and their history. Who may is for the caller to find out. */
export class ResourceChanges {
  constructor(
    private readonly services: ResourceServices & {
      changePlanner: ChangePlanner;
      locked: LockedResources;
    },
  ) {}

  /**
   * Proposes a change: it waits beside the live values where somebody is to be asked, else it is applied at once.
   *
   * @throws InfraError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, INVALID_STATE, STALE_REVISION, CONFLICT, QUOTA_EXCEEDED
   */
  async change(id: string, patch: PatchResource, call: ChangeCall): Promise<void> {
    await this.#propose(id, call, record => wishOf(record, patch));
  }

  /**
   * Proposes what a resource was at a revision.
   *
   * @throws InfraError as {@link change}, and NOT_FOUND for the revision
   */
  async restore(id: string, revision: number, call: ChangeCall): Promise<void> {
    const found = await this.services.revisions.find(id, revision);
    if (!found) throw notFound('revision', `${revision} of resource ${id}`);
    const { version, variables, integrations } = found;
    const wish = { version, variables, integrations, restoredFrom: revision };
    await this.#propose(id, call, () => wish);
  }

  /** The newest first. */
  async revisions(id: string, page: { limit: number; cursor?: string }): Promise<Page<Revision>> {
    const [before] = cursor.decode(page.cursor) ?? [];
    const rows = await this.services.revisions.list(id, page.limit + 1, before);
    const positionOf = ({ revision }: Revision): [number] => [revision];
    return pageOf(rows, page.limit, cursor, positionOf, row => row);
  }

  /** @throws InfraError NOT_FOUND */
  async compare(id: string, a: number, b: number): Promise<RevisionDiff> {
    const [before, after] = await Promise.all(
      [a, b].map(async number => {
        const revision = await this.services.revisions.find(id, number);
        if (!revision) throw notFound('revision', `${number} of resource ${id}`);
        const { version, variables, cost, parents, integrations } = revision;
        return { version, variables, cost, parents, integrations };
      }),
    );
    return { a, b, changes: differences(before, after) };
  }

  async #propose(
    id: string,
    { actor, rights, ifMatch, answer }: ChangeCall,
    toWish: (record: ResourceRecord) => Wish,
  ): Promise<void> {
    const { knex, store, changePlanner, changed } = this.services;
    const found = await store.find(id);
    if (!found) throw notFound('resource', id);
    const wanted = toWish(found);
    const pinned = await changePlanner.pinnedChange(found, wanted, actor);
    await changePlanner.requireSecrets(found, wanted);
    await changePlanner.checkTier(found, wanted);
    if (wanted.integrations)
      await changePlanner.requireIntegrations(actor, found, wanted.integrations);
    const record = await inTransaction(knex, async trx => {
      const locked = await this.services.locked.require(trx, id, 'edit', rights);
      requireMatch(ifMatch, resourceTag(locked), locked.name);
      if (pinned && resourceTag(locked) !== resourceTag(found)) {
        throw conflict(`${locked.name} was changed a moment ago: try again`);
      }
      const wish = pinned ? { ...wanted, variables: pinned } : toWish(locked);
      const change = await this.#check(trx, locked, actor, wish);
      const run = await this.#begin(trx, locked, actor, change);
      await answer(trx, run);
      await this.#resize(trx, locked, change);
      return locked;
    });
    changed(record, 'upserted');
  }

  /** @throws InfraError VALIDATION_ERROR */
  async #check(
    trx: Knex.Transaction,
    record: ResourceRecord,
    actor: Actor,
    wish: Wish,
  ): Promise<PendingChange & { comment?: string }> {
    const checked = await this.services.changePlanner.planChange(trx, record, wish, actor);
    return {
      ...proposalOf(record, checked, wish, actor).change,
      ...(wish.restoredFrom === undefined ? {} : { restoredFrom: wish.restoredFrom }),
      ...(wish.comment ? { comment: wish.comment } : {}),
    };
  }

  async #begin(
    trx: Knex.Transaction,
    record: ResourceRecord,
    actor: Actor,
    { comment, ...change }: PendingChange & { comment?: string },
  ): Promise<RunRecord | undefined> {
    const { store, audit, admission } = this.services;
    const { state, status } = record;
    await store.propose(trx, record.id, change);
    await audit.record(trx, {
      event: 'resource-change-requested',
      actor,
      subject: { kind: 'resource', id: record.id },
      before: { version: record.version, variables: record.variables, cost: record.cost },
      after: {
        ...{ version: change.version, variables: change.variables, cost: change.cost },
        ...(comment ? { comment } : {}),
        ...(change.restoredFrom ? { restoredFrom: change.restoredFrom } : {}),
      },
    });
    const proposed = { ...record, pendingChange: change };
    return admission.begin(trx, proposed, { kind: 'change', state, was: { state, status } }, actor);
  }

  /** Both what it is and what it may become must fit until one of them is gone. */
  async #resize(trx: Knex.Transaction, record: ResourceRecord, change: PendingChange) {
    const { id, unit, site } = record;
    const amounts = largest(record.cost, change.cost);
    const wish = { resourceId: id, unitId: unit.id, site, amounts };
    const { reservations } = this.services;
    if (!holdsQuota(record)) {
      if (takesQuota({ site, cost: change.cost })) {
        await reservations.hold(trx, { ...wish, amounts: change.cost });
      }
    } else if (differences(amounts, record.cost).length > 0) await reservations.resize(trx, wish);
  }
}

/** What a patch makes of what a resource is. */
export function wishOf(record: ResourceRecord, patch: PatchResource): Wish {
  const { version, comment, integrations } = patch;
  const variables = merge(record.variables, patch.variables ?? {});
  return { version, comment, integrations, variables };
}

/**
 * What is to be proposed, and in what it differs from what is there.
 *
 * @throws InfraError VALIDATION_ERROR where that is nothing
 */
export function proposalOf(
  record: ResourceRecord,
  { version, variables, cost }: CheckedChange,
  wish: Pick<Wish, 'integrations'>,
  by: Requester,
): { change: PendingChange; changes: Difference[] } {
  const integrations = wish.integrations ?? record.integrations;
  const before = {
    version: record.version,
    variables: record.variables,
    integrations: record.integrations,
  };
  const changes = differences(before, { version, variables, integrations });
  if (changes.length === 0) throw validationError([{ pointer: '', message: 'changes nothing' }]);
  const change = {
    ...{ revision: record.revision + 1, version, variables, cost, integrations },
    ...{ requestedBy: by.ref, requestedAt: new Date() },
  };
  return { change, changes };
}

/** Sets what is named; null takes away. */
function merge(variables: Variables, patch: Variables): Variables {
  const merged = { ...variables, ...patch };
  for (const [name, value] of Object.entries(patch)) if (value === null) delete merged[name];
  return merged;
}
