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
import { type Contribution, mergeEnvironments } from './mergeEnvironments';
import { type CredentialFolder, placeFiles } from './placeFiles';
import type { UnitCredentials } from './UnitCredentials';

/** For whom credentials are opened: what the audit trail tells of it. */
export interface CredentialUse {
  resourceId: string;
  /** The run, or the view of the resource that somebody looks at. */
  runId?: string;
  view?: string;
  /** Reference of who asked for it. */
  requestedBy: string;
}

/** What integrations give to a run. */
export interface RunCredentials {
  /** Environment variables for its tools. */
  variables: Record<string, string>;
  /** What must show nowhere: values of variables and what is in files. */
  secrets: string[];
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
   * Environment variables and files from integrations: of those that are wanted, or of all that the resource has. That each was opened
   * is written into the audit trail first.
   *
   * @throws Error where one is gone, a record does not open, its type is not installed, or two set one variable differently
   */
  async credentialsOf(
    use: CredentialUse,
    folder: CredentialFolder,
    wanted?: readonly string[],
  ): Promise<RunCredentials> {
    const { knex, store, audit } = this.parts;
    const { resourceId } = use;
    const ids = wanted ?? (await this.idsOf([resourceId])).get(resourceId) ?? [];
    if (ids.length === 0) return { variables: {}, secrets: [] };
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
          after: {
            ...{ name, resourceId: use.resourceId },
            ...(use.runId ? { runId: use.runId } : {}),
            ...(use.view ? { view: use.view } : {}),
          },
        });
      }
    });
    const opened = await Promise.all(inOrder.map(record => this.#open(record, folder)));
    return {
      variables: mergeEnvironments(opened),
      secrets: opened.flatMap(({ secrets }) => secrets),
    };
  }

  async #mayUse(actor: Actor, unit: UnitRecord, { unitId }: SealedIntegration): Promise<boolean> {
    if (unitId !== undefined && !unit.ancestorIds.includes(unitId)) return false;
    return (await this.parts.credentials.ownerFor(actor, unitId)) !== undefined;
  }

  async #open(
    { id, name, type, plain, sealed }: SealedIntegration,
    folder: CredentialFolder,
  ): Promise<Contribution & Pick<RunCredentials, 'secrets'>> {
    const definition = this.parts.types.get(type);
    const values = { ...plain, ...openSecrets(this.parts.encryptor, id, sealed) };
    const files = definition.files?.(values) ?? [];
    const paths = await placeFiles(id, files, folder);
    const variables = definition.environment(values, paths);
    const harmless = new Set([...Object.values(plain), ...Object.values(paths)]);
    return {
      ...{ from: name, variables },
      secrets: [
        ...Object.values(variables).filter(value => !harmless.has(value)),
        ...files.map(({ content }) => content),
      ],
    };
  }
}
