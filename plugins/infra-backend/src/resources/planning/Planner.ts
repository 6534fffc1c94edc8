import type { CreateResource, Variables } from '@bailiwick/backstage-plugin-infra-common';
import {
  conflict,
  type ResourceWish,
  validationError,
} from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { type Actor, Authority } from '../../access';
import type { UnitRecord } from '../../organisation';
import type { MirrorChoice, MirrorWish } from '../../workspaces';
import { lifetimeOf } from '../lifetime';
import type { Relative, ResourceRecord } from '../types';
import { pinModule } from '../types/RequestModules';
import type { KnownType } from '../types/TypeRegistry';
import { claimUniqueValues, refuseTakenValues } from '../types/UniqueValues';
import { priceOf, warningsOf } from './price';
import type { RequestChecks } from './RequestChecks';
import { requireTier } from './tier';
import type { Plan, PlannerServices } from './types';

/** Turns a request into a plan, or refuses it with one problem per rule that it breaks. */
export class Planner {
  constructor(
    private readonly services: PlannerServices,
    private readonly checks: RequestChecks,
  ) {}

  /**
   * @param unit - the team, which the actor may act for
   * @param mayRead - whether the actor may read a resource
   * @param planned - parents that are requested together with it
   * @throws InfraError VALIDATION_ERROR
   */
  async plan(
    request: CreateResource,
    unit: UnitRecord,
    mayRead: (resource: ResourceRecord) => Promise<boolean>,
    actor: Actor,
    planned: readonly Relative[] = [],
  ): Promise<Plan> {
    const { type, problems: ofType } = await this.checks.typeOf(request);
    const { definition } = type;
    const { isAdministrator } = new Authority(actor);
    const { variables: given, problems } = type.check(request.variables ?? {}, { isAdministrator });
    const parents = await this.checks.parentsOf(request, definition, mayRead, planned);
    const { expiresAt, problems: ofLifetime } = lifetimeOf(request.expiresAt, definition);
    const { name, site, workspaceId } = request;
    const mirror = await this.mirrorOf(actor, { unit, type, name, site, workspaceId });
    const found = [
      ...this.checks.unitProblems(unit),
      ...ofType,
      ...(await this.checks.siteProblems(request, definition)),
      ...problems,
      ...(await this.checks.secretProblems(unit, given, definition)),
      ...parents.problems,
      ...(await this.checks.integrationProblems(request, unit, type, actor)),
      ...ofLifetime,
      ...mirror.problems,
    ];
    if (found.length > 0) throw validationError(found);

    const variables = await this.pinned(type, unit, actor, given);
    const wish: ResourceWish = { name: request.name, unit, site: request.site, variables };
    return {
      ...{ type, unit, name: request.name, site: request.site, variables },
      cost: priceOf(type, wish),
      externalName: definition.externalName?.(wish),
      parents: parents.found,
      labels: request.labels ?? {},
      integrations: request.integrations ?? [],
      ...(expiresAt ? { expiresAt } : {}),
      ...(mirror.place ? { mirror: mirror.place } : {}),
      warnings: [...warningsOf(type), ...mirror.warnings],
    };
  }

  /**
   * What a request needs within the transaction that has stored the resource: its type is still what the plan was made with, and the
   * resource gets its integrations and the values that no other may have.
   *
   * @throws InfraError CONFLICT, VALIDATION_ERROR
   */
  async claim(
    trx: Knex.Transaction,
    { type, variables, integrations }: Pick<Plan, 'type' | 'variables' | 'integrations'>,
    resourceId: string,
  ): Promise<void> {
    await this.services.types.confirm(trx, type);
    await this.claimValues(trx, type, variables, resourceId);
    if (integrations.length > 0)
      await this.services.integrations?.link(trx, resourceId, integrations);
  }

  /**
   * A resource that was destroyed comes back: its type may have been disabled meanwhile, and its values taken.
   *
   * @throws InfraError CONFLICT
   */
  async reclaim(trx: Knex.Transaction, record: ResourceRecord): Promise<void> {
    const reason = this.services.types.unusable(record.type, record.version);
    if (reason) throw conflict(reason);
    const type = this.services.types.get(record.type, record.version);
    await this.services.types.confirm(trx, type);
    await this.claimValues(trx, type, record.variables, record.id);
  }

  /**
   * Refuses values that another resource has at this moment.
   *
   * @throws InfraError CONFLICT
   */
  async refuseTaken(
    knex: Knex,
    { type, variables }: Pick<Plan, 'type' | 'variables'>,
    resourceId?: string,
  ): Promise<void> {
    const { name } = type.definition;
    await refuseTakenValues(knex, name, resourceId, type.uniqueValues(variables));
  }

  /** Refuses a plan whose site lacks what the type needs there. @throws InfraError CONFLICT */
  async checkTier(plan: Plan): Promise<void> {
    await requireTier(this.services, plan.type, plan);
  }

  private async claimValues(
    trx: Knex.Transaction,
    type: KnownType,
    variables: Variables,
    resourceId: string,
  ): Promise<void> {
    const values = type.uniqueValues(variables);
    await claimUniqueValues(trx, type.definition.name, resourceId, values);
  }

  private async mirrorOf(actor: Actor, wish: MirrorWish): Promise<MirrorChoice> {
    const { mirrors } = this.services;
    return mirrors ? mirrors.choose(actor, wish) : { problems: [], warnings: [] };
  }

  /** Nobody makes the portal fetch a repository who could not request what is in it. */
  private async pinned(type: KnownType, unit: UnitRecord, actor: Actor, variables: Variables) {
    return new Authority(actor).mayActFor(unit) ? pinModule(type, variables) : variables;
  }
}
