import type {
  ModuleOfRequest,
  ReadModule,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { type Actor, Authority } from '../../access';
import type { ResourceRecord } from '../types';
import { pinModule, readsModules, showModule } from '../types/RequestModules';
import { claimUniqueValues } from '../types/UniqueValues';
import { priceOf, warningsOf } from './price';
import type { RequestChecks } from './RequestChecks';
import { requireTier } from './tier';
import type { CheckedChange, PlannerServices } from './types';

/** What somebody wants a resource to become. */
interface Wish {
  version?: string;
  variables: Variables;
}

/** Turns a change into what a resource is to become, or refuses it with one problem per rule that it breaks. */
export class ChangePlanner {
  constructor(
    private readonly services: PlannerServices,
    private readonly checks: RequestChecks,
  ) {}

  /**
   * Checks what a resource is to become, and takes what it needs for that.
   *
   * @throws InfraError as {@link checkChange}, and CONFLICT
   */
  async planChange(
    trx: Knex.Transaction,
    record: ResourceRecord,
    wish: Wish,
    actor: Actor,
  ): Promise<CheckedChange> {
    const checked = this.checkChange(record, wish, actor);
    await this.services.types.confirm(trx, checked.type);
    await claimUniqueValues(
      trx,
      record.type,
      record.id,
      checked.type.uniqueValues(checked.variables),
    );
    return checked;
  }

  /**
   * What a resource is to be made of with the module pinned that it names; undefined where its type does not leave that to it. Not
   * within a transaction: the repository is asked.
   *
   * @throws InfraError as {@link checkChange}, and UPSTREAM_FAILED
   */
  async pinnedChange(
    record: ResourceRecord,
    wish: Wish,
    actor: Actor,
  ): Promise<Variables | undefined> {
    const known = this.services.types.find(record.type, wish.version ?? record.version);
    if (!known || !readsModules(known) || !new Authority(actor).mayActFor(record.unit)) {
      return undefined;
    }
    const { type, variables } = this.checkChange(record, wish, actor);
    return pinModule(type, variables, record.variables);
  }

  /**
   * Checks what a resource is to become by the rules of the version that it is to have.
   *
   * @throws InfraError VALIDATION_ERROR
   */
  checkChange(record: ResourceRecord, wish: Wish, actor: Actor): CheckedChange {
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
    return { type, version, variables, cost, warnings: warningsOf(type) };
  }

  /**
   * Makes sure that the unit has the secrets which variables name. Not within a transaction: it may ask another system.
   *
   * @throws InfraError VALIDATION_ERROR
   */
  async requireSecrets({ type: name, version, unit }: ResourceRecord, wish: Wish): Promise<void> {
    const type = this.services.types.find(name, wish.version ?? version);
    // What is wrong with the version is said where the change is checked.
    if (!type) return;
    const problems = await this.checks.secretProblems(unit, wish.variables, type.definition);
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
    const problems = await this.checks.integrationProblems({ integrations }, unit, type, actor);
    if (problems.length > 0) throw validationError(problems);
  }

  /**
   * Makes sure that the site has the servers which the change would need for the first time. Not within a transaction.
   *
   * @throws InfraError CONFLICT
   */
  async checkTier({ type: name, version, ...record }: ResourceRecord, wish: Wish): Promise<void> {
    const { types } = this.services;
    const [type, before] = [types.find(name, wish.version ?? version), types.find(name, version)];
    const becomes = { ...record, variables: wish.variables };
    const needed = type?.definition.requiredTier?.(becomes);
    if (!type || needed === before?.definition.requiredTier?.(record)) return;
    await requireTier(this.services, type, becomes);
  }

  /**
   * The module that somebody chooses for a resource, or for one that is not there yet.
   *
   * @throws InfraError NOT_FOUND for the type, VALIDATION_ERROR, UPSTREAM_FAILED
   */
  async showModule(
    name: string,
    { version, variables }: Pick<ReadModule, 'version' | 'variables'>,
    by: { actor: Actor; record?: ResourceRecord; signal: AbortSignal },
  ): Promise<ModuleOfRequest> {
    const { types } = this.services;
    await types.refresh();
    const type = types.get(name, version);
    const { isAdministrator } = new Authority(by.actor);
    const previous = by.record?.variables;
    // What is left out is not what the resource is to lose.
    const named = { ...previous, ...variables };
    const problems = type.withheldFrom(named, { previous, isAdministrator });
    if (problems.length > 0) throw validationError(problems);
    return showModule(type, variables, previous, by.signal);
  }
}
