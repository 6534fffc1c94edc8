import {
  integrationUsePermission,
  type ValidationProblem,
} from '@bailiwick/backstage-plugin-infra-common';
import { validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { Actor, PermissionGate } from '../access';
import { isForeignKeyViolation } from '../lib/database';
import type { UnitRecord } from '../organisation';
import { type IntegrationParts, openSecrets } from './IntegrationService';
import type { SealedIntegration } from './IntegrationStore';
import { mergeEnvironments } from './mergeEnvironments';
import type { UnitCredentials } from './UnitCredentials';

/** For whom credentials are opened: what the audit trail tells of it. */
export interface CredentialUse {
  resourceId: string;
  runId: string;
  /** Reference of who asked for the run. */
  requestedBy: string;
}

/** Integrations as resources use them. */
export class ResourceIntegrations {
  constructor(
    private readonly parts: Omit<IntegrationParts, 'changes' | 'hosts'> & {
      credentials: UnitCredentials;
      gate: PermissionGate;
    },
  ) {}

  /**
   * What is wrong with a wish that a resource of a unit uses these: pointers `/integrations/<index>`. Usable is what is everybody's,
   * or belongs to the unit or to one above it.
   *
   * @throws InfraError FORBIDDEN where the permission policy lets the actor use none
   */
  async usable(
    actor: Actor,
    unit: UnitRecord,
    ids: readonly string[],
  ): Promise<ValidationProblem[]> {
    if (ids.length === 0) return [];
    await this.parts.gate.require(actor, integrationUsePermission);
    const records = await this.parts.store.findAll(ids);
    const problems: ValidationProblem[] = [];
    for (const [index, id] of ids.entries()) {
      const record = records.find(each => each.id === id);
      if (record && (await this.#mayUse(actor, unit, record))) continue;
      const message = `must be the id of an integration that ${unit.name} may use`;
      problems.push({ pointer: `/integrations/${index}`, message });
    }
    return problems;
  }

  /**
   * Makes a resource use exactly these, in this order.
   *
   * @throws InfraError VALIDATION_ERROR where one has been deleted meanwhile
   */
  async link(trx: Knex.Transaction, resourceId: string, ids: readonly string[]): Promise<void> {
    try {
      await this.parts.store.link(trx, resourceId, ids);
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      const message = 'must be the ids of integrations that exist';
      throw validationError([{ pointer: '/integrations', message }]);
    }
  }

  /** Ids of the integrations of resources, in their order; resources without any are left out. */
  async idsOf(resourceIds: readonly string[]): Promise<Map<string, string[]>> {
    const links = await this.parts.store.linksOf(resourceIds);
    return links.reduce(
      (map, { resourceId, id }) => map.set(resourceId, [...(map.get(resourceId) ?? []), id]),
      new Map<string, string[]>(),
    );
  }

  /**
   * Environment variables from integrations: of those that are wanted, or of all that the resource has. That each was opened is written into the audit trail first.
   *
   * @throws Error where one is gone, a record does not open, its type is not installed, or two set one variable differently
   */
  async environmentOf(
    use: CredentialUse,
    wanted?: readonly string[],
  ): Promise<Record<string, string>> {
    const { knex, store, audit } = this.parts;
    const { resourceId } = use;
    const ids = wanted ?? (await this.idsOf([resourceId])).get(resourceId) ?? [];
    if (ids.length === 0) return {};
    const records = await store.findAll(ids);
    const inOrder = ids.map(id => {
      const record = records.find(each => each.id === id);
      if (!record) throw new Error(`There is no integration ${id} any more: choose another one`);
      return record;
    });
    await knex.transaction(async trx => {
      for (const { id, name } of inOrder) {
        await audit.record(trx, {
          event: 'credentials-used',
          actor: { ref: use.requestedBy },
          subject: { kind: 'integration', id },
          after: { name, runId: use.runId, resourceId: use.resourceId },
        });
      }
    });
    return mergeEnvironments(
      inOrder.map(record => ({ from: record.name, variables: this.#variablesOf(record) })),
    );
  }

  async #mayUse(actor: Actor, unit: UnitRecord, { unitId }: SealedIntegration): Promise<boolean> {
    if (unitId !== undefined && !unit.ancestorIds.includes(unitId)) return false;
    return (await this.parts.credentials.ownerFor(actor, unitId)) !== undefined;
  }

  #variablesOf({ id, type, plain, sealed }: SealedIntegration): Record<string, string> {
    const secret = openSecrets(this.parts.encryptor, id, sealed);
    return this.parts.types.get(type).environment({ ...plain, ...secret });
  }
}
