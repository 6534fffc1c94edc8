import {
  type ImportedType,
  type ImportType,
  type Page,
  type PatchResourceType,
  type PatchTypeVersion,
  type ResourceType,
  type ResourceTypeDefinition,
  resourceTypeManagePermission,
  type resourceTypeQuerySchema,
  resourceTypeReadPermission,
  type TypeVersionDefinition,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden } from '@bailiwick/backstage-plugin-infra-node';
import { z } from 'zod';
import { type Actor, Authority, type PermissionGate, requireAnyRole } from '../../access';
import { cursorCodec, pageOf } from '../../lib/paging';
import type { TypeImports } from './TypeImports';
import { toResourceType } from './TypeEntry';
import type { TypeRegistry } from './TypeRegistry';
import type { TypeAnswer, TypeService } from './TypeService';

const cursorOfTypes = cursorCodec('resource types by name', z.tuple([z.string()]));

export interface AuthorizedTypeServices {
  types: TypeService;
  imports: TypeImports;
  registry: TypeRegistry;
  gate: PermissionGate;
}

/** Resource types for an actor: everybody who has a role reads them, administrators change them. */
export class AuthorizedTypeService {
  constructor(private readonly services: AuthorizedTypeServices) {}

  /** By part of name or title, and by a label as `key` or `key=value`; sorted by name. Without counts of resources. */
  async list(
    actor: Actor,
    { q, label, limit, cursor }: z.output<typeof resourceTypeQuerySchema>,
  ): Promise<Page<ResourceType>> {
    await this.#requireReader(actor);
    const { registry } = this.services;
    await registry.refresh();
    const part = q?.toLowerCase();
    const [key, value] = label?.split('=', 2) ?? [];
    const after = cursorOfTypes.decode(cursor);
    const found = registry.names
      .flatMap(name => registry.entry(name) ?? [])
      .filter(({ name }) => !after || name > after[0])
      .filter(({ name, head }) => !part || `${name}\n${head.title}`.toLowerCase().includes(part))
      .filter(
        ({ head: { labels } }) =>
          key === undefined || (key in labels && (value === undefined || labels[key] === value)),
      );
    return pageOf(
      found.slice(0, limit + 1),
      limit,
      cursorOfTypes,
      ({ name }) => [name] as [string],
      entry => toResourceType(entry),
    );
  }

  /** @throws InfraError NOT_FOUND */
  async get(actor: Actor, name: string): Promise<TypeAnswer> {
    await this.#requireReader(actor);
    return this.services.types.get(name);
  }

  async create(actor: Actor, definition: ResourceTypeDefinition): Promise<TypeAnswer> {
    await this.#requireManager(actor);
    return this.services.types.create(actor, definition);
  }

  async update(
    actor: Actor,
    name: string,
    patch: PatchResourceType,
    ifMatch?: string,
  ): Promise<TypeAnswer> {
    await this.#requireManager(actor);
    return this.services.types.update(actor, name, patch, ifMatch);
  }

  async delete(actor: Actor, name: string, ifMatch?: string): Promise<void> {
    await this.#requireManager(actor);
    await this.services.types.delete(actor, name, ifMatch);
  }

  async addVersion(
    actor: Actor,
    name: string,
    version: TypeVersionDefinition,
    ifMatch?: string,
  ): Promise<TypeAnswer> {
    await this.#requireManager(actor);
    return this.services.types.addVersion(actor, name, version, ifMatch);
  }

  async updateVersion(
    actor: Actor,
    of: { name: string; version: string },
    patch: PatchTypeVersion,
    ifMatch?: string,
  ): Promise<TypeAnswer> {
    await this.#requireManager(actor);
    return this.services.types.updateVersion(actor, of, patch, ifMatch);
  }

  async propose(actor: Actor, wish: ImportType, signal: AbortSignal): Promise<ImportedType> {
    await this.#requireManager(actor);
    return this.services.imports.propose(wish, signal);
  }

  async #requireReader(actor: Actor): Promise<void> {
    requireAnyRole(actor);
    await this.services.gate.require(actor, resourceTypeReadPermission);
  }

  async #requireManager(actor: Actor): Promise<void> {
    if (!new Authority(actor).isAdministrator) {
      throw forbidden('Only platform and centre administrators change resource types');
    }
    await this.services.gate.require(actor, resourceTypeManagePermission);
  }
}
