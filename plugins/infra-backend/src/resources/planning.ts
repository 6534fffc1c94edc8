import type {
  Amounts,
  CreateResource,
  ValidationProblem,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  type BuiltInResourceType,
  conflict,
  type ResourceWish,
  validationError,
} from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { type Actor, Authority } from '../access';
import type { UnitRecord, UnitService } from '../organisation';
import { lifetimeOf } from './lifetime';
import type { Secrets, Sites } from './ports';
import type { ResourceStore } from './ResourceStore';
import type { Relative, ResourceRecord } from './types';
import { escapePointer } from './types/variableSchema';
import { secretsIn } from './SensitiveOutputs';
import type { TypeEntry } from './types/TypeEntry';
import type { KnownType, TypeRegistry } from './types/TypeRegistry';
import { claimUniqueValues } from './types/UniqueValues';

/** A request that is well formed: everything that creating the resource takes. */
export interface Plan {
  /** Where others that are requested with it rest upon it. */
  id?: string;
  type: KnownType;
  unit: UnitRecord;
  name: string;
  site?: string;
  variables: Variables;
  cost: Amounts;
  externalName?: string;
  parents: Relative[];
  /** Ids of the integrations whose credentials its runs get. */
  integrations: string[];
  expiresAt?: Date;
  /** What speaks against it without forbidding it. */
  warnings: string[];
}

/** Credentials that runs of a resource get. */
export interface Integrations {
  /** What is wrong with a wish that a resource of the unit uses these: pointers `/integrations/<index>`. */
  usable(actor: Actor, unit: UnitRecord, ids: readonly string[]): Promise<ValidationProblem[]>;
  /** @throws InfraError VALIDATION_ERROR where one has been deleted meanwhile */
  link(trx: Knex.Transaction, resourceId: string, ids: readonly string[]): Promise<void>;
}

export interface PlannerServices {
  types: TypeRegistry;
  units: UnitService;
  sites: Sites;
  store: ResourceStore;
  /** Without it nobody can name integrations. */
  integrations?: Integrations;
  secrets?: Pick<Secrets, 'exists'>;
}

/**
 * What it takes from the quota.
 *
 * @throws InfraError VALIDATION_ERROR where that cannot be told, or where the request breaks a policy of the type
 */
function priceOf(type: KnownType, wish: ResourceWish): Amounts {
  const cost = type.definition.cost(wish);
  const problems = type.checkRequest({ ...wish, cost });
  if (problems.length > 0) throw validationError(problems);
  return cost;
}

const versionsOf = ({ versions }: TypeEntry) => versions.map(({ version }) => version).join(', ');

const warningsOf = ({ lifecycle, definition: { name, version } }: KnownType): string[] =>
  lifecycle === 'deprecated'
    ? [`Version ${version} of ${name} is deprecated: choose a newer one`]
    : [];

/** Turns a request into a plan, or refuses it with one problem per rule that it breaks. */
export class Planner {
  constructor(private readonly services: PlannerServices) {}

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
    const { type, problems: ofType } = await this.typeOf(request);
    const { definition } = type;
    const { isAdministrator } = new Authority(actor);
    const { variables, problems } = type.check(request.variables ?? {}, { isAdministrator });
    const parents = await this.parentsOf(request, definition, mayRead, planned);
    const { expiresAt, problems: ofLifetime } = lifetimeOf(request.expiresAt, definition);
    const found = [
      ...this.unitProblems(unit),
      ...ofType,
      ...(await this.siteProblems(request, definition)),
      ...problems,
      ...(await this.secretProblems(unit, variables)),
      ...parents.problems,
      ...(await this.integrationProblems(request, unit, type, actor)),
      ...ofLifetime,
    ];
    if (found.length > 0) throw validationError(found);

    const wish: ResourceWish = { name: request.name, unit, site: request.site, variables };
    return {
      ...{ type, unit, name: request.name, site: request.site, variables },
      cost: priceOf(type, wish),
      externalName: definition.externalName?.(wish),
      parents: parents.found,
      integrations: request.integrations ?? [],
      ...(expiresAt ? { expiresAt } : {}),
      warnings: warningsOf(type),
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
   * Checks what a resource is to become by the rules of the version that it is to have.
   *
   * @throws InfraError VALIDATION_ERROR, CONFLICT
   */
  async planChange(
    trx: Knex.Transaction,
    record: ResourceRecord,
    wish: { version?: string; variables: Variables },
    actor: Actor,
  ): Promise<Pick<Plan, 'variables' | 'cost'> & { version: string }> {
    const { types } = this.services;
    const version = wish.version ?? record.version;
    const refusal = version === record.version ? undefined : types.unusable(record.type, version);
    const type = types.find(record.type, version);
    if (refusal || !type) {
      const message = refusal ?? `Version ${version} of ${record.type} cannot be used`;
      throw validationError([{ pointer: '/version', message }]);
    }
    const { variables, problems } = type.check(wish.variables, {
      previous: record.variables,
      provisioned: record.state !== 'provision',
      isAdministrator: new Authority(actor).isAdministrator,
    });
    if (problems.length > 0) throw validationError(problems);
    const { name, unit, site } = record;
    const cost = priceOf(type, { name, unit, site, variables });
    await types.confirm(trx, type);
    await this.claimValues(trx, type, variables, record.id);
    return { version, variables, cost };
  }

  /** Refuses a plan whose site lacks what the type needs there. */
  async checkTier({ type, unit, name, site, variables }: Plan): Promise<void> {
    const tier = type.definition.requiredTier?.({ name, unit, site, variables });
    if (!tier || !site) return;
    const [, field] = await this.services.units.chain(unit.id);
    if (field && (await this.services.sites.hasTier(field.id, site, tier))) return;
    const owner = field ? `${field.kind} ${field.name}` : `${unit.kind} ${unit.name}`;
    throw conflict(
      `${owner[0].toUpperCase()}${owner.slice(1)} has no server of the tier ${tier} at ${site}`,
    );
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

  /** The version that the request asks for, or by which the rest of it can be checked. */
  private async typeOf({
    type: name,
    version,
  }: CreateResource): Promise<{ type: KnownType; problems: ValidationProblem[] }> {
    const { types } = this.services;
    await types.refresh();
    const entry = types.entry(name);
    const type = types.find(name, version) ?? types.find(name);
    if (!entry || !type) {
      const message = entry
        ? `cannot be used: ${entry.problems.join('; ')}`
        : `is not a resource type; known are ${types.names.join(', ')}`;
      throw validationError([{ pointer: '/type', message }]);
    }
    const refuse = (pointer: string, message: string) => ({
      type,
      problems: [{ pointer, message }],
    });
    if (version === undefined && ['preview', 'archived'].includes(type.lifecycle)) {
      return refuse(
        '/version',
        `must be named: no version is active; there is ${versionsOf(entry)}`,
      );
    }
    if (version !== undefined && !entry.versions.some(known => known.version === version)) {
      return refuse('/version', `is not a version of ${name}; there is ${versionsOf(entry)}`);
    }
    const reason = types.unusable(name, version ?? type.definition.version);
    if (reason === undefined) return { type, problems: [] };
    return refuse(version === undefined ? '/type' : '/version', reason);
  }

  private async integrationProblems(
    { integrations = [] }: Pick<CreateResource, 'integrations'>,
    unit: UnitRecord,
    { definition, provisioner }: KnownType,
    actor: Actor,
  ): Promise<ValidationProblem[]> {
    if (integrations.length === 0) return [];
    if (!this.services.integrations || provisioner.usesIntegrations === false) {
      const message = `a ${definition.name} uses no integrations`;
      return [{ pointer: '/integrations', message }];
    }
    return this.services.integrations.usable(actor, unit, integrations);
  }

  /**
   * Makes sure that the unit has the secrets which variables name. Not within a transaction: it may ask another system.
   *
   * @throws InfraError VALIDATION_ERROR
   */
  async requireSecrets(unit: { id: string; name: string }, variables: Variables): Promise<void> {
    const problems = await this.secretProblems(unit, variables);
    if (problems.length > 0) throw validationError(problems);
  }

  /**
   * Makes sure that a resource may use the integrations. Not within a transaction.
   *
   * @throws InfraError VALIDATION_ERROR, FORBIDDEN, NOT_FOUND
   */
  async requireIntegrations(
    actor: Actor,
    { type: name, version, unit: { id } }: ResourceRecord,
    integrations: string[],
  ): Promise<void> {
    const { types, units } = this.services;
    const type = types.get(name, version);
    const unit = await units.get(id);
    const problems = await this.integrationProblems({ integrations }, unit, type, actor);
    if (problems.length > 0) throw validationError(problems);
  }

  private async secretProblems(
    { id, name: unit }: { id: string; name: string },
    variables: Variables,
  ): Promise<ValidationProblem[]> {
    const named = secretsIn(variables);
    const { secrets } = this.services;
    if (named.length === 0 || !secrets) return [];
    const known = await secrets.exists(
      id,
      named.map(({ secret }) => secret),
    );
    return named
      .filter(({ secret }) => !known.has(secret))
      .map(({ variable, secret }) => ({
        pointer: `/variables/${escapePointer(variable)}`,
        message: `names the secret ${secret}, which neither ${unit} nor a unit above it has`,
      }));
  }

  private unitProblems(unit: UnitRecord): ValidationProblem[] {
    const { levels } = this.services.units;
    if (unit.level === levels.leaf) return [];
    return [
      {
        pointer: '/unitId',
        message: `must be a ${levels.names[levels.leaf]}; ${unit.name} is a ${unit.kind}`,
      },
    ];
  }

  private async siteProblems(
    { site }: CreateResource,
    { name, siteRequired }: BuiltInResourceType,
  ): Promise<ValidationProblem[]> {
    if (site === undefined) {
      return siteRequired ? [{ pointer: '/site', message: `is required for a ${name}` }] : [];
    }
    const known = await this.services.sites.names();
    if (known.includes(site)) return [];
    const message = `is not a known site; known are ${known.join(', ') || 'none yet'}`;
    return [{ pointer: '/site', message }];
  }

  private async parentsOf(
    { parents: ids = [] }: CreateResource,
    { name, parents: types }: BuiltInResourceType,
    mayRead: (resource: ResourceRecord) => Promise<boolean>,
    planned: readonly Relative[],
  ): Promise<{ found: Relative[]; problems: ValidationProblem[] }> {
    const found: Relative[] = planned.filter(({ type }) => types.includes(type));
    const problems: ValidationProblem[] = planned
      .filter(parent => !found.includes(parent))
      .map(({ type }) => ({
        pointer: '/parents',
        message: `a ${name} does not rest upon a ${type}`,
      }));
    for (const [index, id] of ids.entries()) {
      const pointer = `/parents/${index}`;
      const parent = await this.services.store.find(id);
      if (ids.indexOf(id) !== index) problems.push({ pointer, message: 'is named twice' });
      else if (!parent || !(await mayRead(parent))) {
        problems.push({ pointer, message: `there is no resource ${id}` });
      } else if (!types.includes(parent.type)) {
        problems.push({ pointer, message: `a ${name} does not rest upon a ${parent.type}` });
      } else if (parent.state === 'destroy' || parent.state === 'destroyed') {
        problems.push({ pointer, message: `${parent.name} is being destroyed or gone` });
      } else found.push({ ...parent, unitId: parent.unit.id });
    }
    const missing = types.filter(type => !found.some(parent => parent.type === type));
    if (missing.length > 0 && problems.length === 0) {
      problems.push({ pointer: '/parents', message: `must name a ${missing.join(' and a ')}` });
    }
    return { found, problems };
  }
}
