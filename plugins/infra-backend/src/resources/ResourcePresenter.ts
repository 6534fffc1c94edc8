import type { DryRunResult, Resource, Role } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { type Actor, Authority } from '../access';
import { describeApprovers, type PolicyStep } from '../approvals';
import type { UnitService } from '../organisation';
import { factsOf, type Relatives, seenBy } from './facts';
import type { FavouriteStore } from './FavouriteStore';
import { hasRole, listNamedActions } from './offers';
import type { ResourceAccess, Standing } from './ResourceAccess';
import type { ResourceStore } from './ResourceStore';
import type { ResourceRecord } from './types';
import type { TypeRegistry } from './types/TypeRegistry';
import { toResource } from './view';

export interface ResourcePresenterServices {
  store: ResourceStore;
  types: TypeRegistry;
  units: UnitService;
  access: ResourceAccess;
  favourites: FavouriteStore;
}

/** Who would be asked, in words. */
export const showSteps = (steps: readonly PolicyStep[]): DryRunResult['approval'] => ({
  required: steps.length > 0,
  steps: steps.map(({ title, approvers }) => ({ title, approvers: describeApprovers(approvers) })),
});

/** What an actor is shown: records with relatives and with what they may do, figures of the units that they read. */
export class ResourcePresenter {
  constructor(private readonly services: ResourcePresenterServices) {}

  async show(actor: Actor, records: readonly ResourceRecord[]): Promise<Resource[]> {
    const { store, access, favourites: marks } = this.services;
    const ids = records.map(({ id }) => id);
    const [parents, children, standing, favourites] = await Promise.all([
      store.parents(ids),
      store.children(ids),
      access.standing(actor, records),
      marks.among(actor.ref, ids),
    ]);
    return records.map((record, index) => {
      const relatives = {
        parents: parents.get(record.id) ?? [],
        children: children.get(record.id) ?? [],
      };
      const shown = this.#showOne(actor, record, relatives, standing, index);
      return favourites.has(record.id) ? { ...shown, favourite: true } : shown;
    });
  }

  /** As {@link show} for one whose relatives are known, within the transaction that made it. */
  async showWithin(
    trx: Knex.Transaction,
    actor: Actor,
    record: ResourceRecord,
    relatives: Relatives,
  ): Promise<Resource> {
    const standing = await this.services.access.standing(actor, [record], trx);
    return this.#showOne(actor, record, relatives, standing, 0);
  }

  /** Figures of the levels that the actor may read; of the others not even that they are short. */
  async readableLevels<Effect extends { unitId: string }>(
    actor: Actor,
    unitId: string,
    levels: readonly Effect[],
  ): Promise<Effect[]> {
    const authority = new Authority(actor);
    const chain = await this.services.units.chain(unitId);
    const readable = new Set(chain.filter(unit => authority.mayRead(unit)).map(({ id }) => id));
    return levels.filter(level => readable.has(level.unitId));
  }

  #showOne(
    actor: Actor,
    record: ResourceRecord,
    relatives: Relatives,
    { open, circumstances }: Standing,
    index: number,
  ): Resource {
    const { types } = this.services;
    const type = types.find(record.type, record.version) ?? types.find(record.type);
    const facts = factsOf(record, type, circumstances[index], relatives);
    const seen = seenBy(circumstances[index], relatives);
    const shown = toResource(record, seen, facts, open.get(record.id)?.id);
    const { mayAct } = circumstances[index];
    const mayUse = (role?: Role) => (role === undefined ? mayAct : hasRole(actor, role, record));
    const namedActions = type ? listNamedActions(type, record, mayUse) : [];
    return namedActions.length > 0 ? { ...shown, namedActions } : shown;
  }
}
