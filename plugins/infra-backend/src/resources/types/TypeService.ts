import type {
  PatchResourceType,
  PatchTypeVersion,
  ResourceType,
  ResourceTypeDefinition,
  ResourceTypeHead,
} from '@bailiwick/backstage-plugin-infra-common';
import type { JsonObject } from '@backstage/types';
import {
  conflict,
  InfraError,
  notFound,
  validationError,
} from '@bailiwick/backstage-plugin-infra-node';
import equal from 'fast-deep-equal';
import type { Knex } from 'knex';
import type { AuditTrail, TrailEvent } from '../../audit';
import type { ChangeNotifier } from '../../lib/changes';
import { inTransaction, keepAnswer } from '../../lib/database';
import { etagOf, requireMatch } from '../../lib/http';
import type { ProvisionerRegistry } from '../../runs/ProvisionerRegistry';
import type { Requester } from '../types';
import { checkDefinition, nodeOf, nodeOfEntry, type TypeNode } from './checkDefinition';
import { findExpressionProblems } from './expressions';
import { overridesAfter } from './overrides';
import { toResourceType, type TypeEntry } from './TypeEntry';
import type { TypeRegistry } from './TypeRegistry';
import type { StoredType, StoredVersion, TypeStore } from './TypeStore';

export interface TypeServices {
  knex: Knex;
  store: TypeStore;
  registry: TypeRegistry;
  provisioners: ProvisionerRegistry;
  audit: AuditTrail;
  changes: ChangeNotifier;
}

/** A type as the REST API shows it, with its entity tag. */
export interface TypeAnswer {
  body: ResourceType;
  etag: string;
}

const answerOf = (entry: TypeEntry, live?: ReadonlyMap<string, number>): TypeAnswer => ({
  body: toResourceType(entry, live),
  etag: etagOf(entry.revision),
});

export const versionInUse = (name: string, version: string, live: number) =>
  `${live === 1 ? 'A live resource is' : `${live} live resources are`} on version ${version} of ${name}, which therefore cannot change: add another version`;

const comesFrom = ({ origin, source }: StoredType): string =>
  origin === 'file'
    ? `comes from ${source?.file}: change it there`
    : 'comes from the code of a plugin: it cannot be changed here';

/** Resource types of the API, and what administrators change of the others. Who may is for the caller to check. */
export class TypeService {
  constructor(private readonly services: TypeServices) {}

  /** With how many live resources each version has. @throws InfraError NOT_FOUND */
  async get(name: string): Promise<TypeAnswer> {
    const { registry, store } = this.services;
    await registry.refresh();
    const entry = registry.entry(name);
    if (!entry) throw notFound('resource type', name);
    return answerOf(entry, await store.liveResources(name));
  }

  /** @throws InfraError VALIDATION_ERROR, CONFLICT where there is a type of that name */
  async create(by: Requester, definition: ResourceTypeDefinition): Promise<TypeAnswer> {
    const { name, versions, ...head } = definition;
    return this.#write(name, async trx => {
      const { store, registry } = this.services;
      if (registry.isBuiltIn(name) || (await store.find(trx, name))) {
        throw conflict(`There is a resource type ${name} already`);
      }
      await this.#refuseWrong(trx, definition);
      await store.insert(trx, {
        ...{ name, origin: 'api', definition: head, overrides: {} },
        ...{ vanished: false, problems: [] },
      });
      for (const version of versions) await store.putVersion(trx, name, version);
      await this.#record(trx, 'resource-type-created', by, name, { after: definition });
      const answer = answerOf(await this.#entry(trx, name), new Map());
      await keepAnswer(trx, { status: 201, ...answer });
      return answer;
    });
  }

  /** @throws InfraError NOT_FOUND, VALIDATION_ERROR, STALE_REVISION, CONFLICT */
  async update(
    by: Requester,
    name: string,
    patch: PatchResourceType,
    ifMatch?: string,
  ): Promise<TypeAnswer> {
    return this.#write(name, async trx => {
      const before = await this.#require(trx, name);
      requireMatch(ifMatch, before.revision, name);
      const after =
        before.origin === 'api'
          ? { ...before, definition: await this.#patched(trx, before, patch) }
          : { ...before, overrides: this.#overridden(before, patch) };
      await this.#store(trx, by, before, after);
      return this.#answer(trx, name);
    });
  }

  /** @throws InfraError NOT_FOUND, STALE_REVISION, CONFLICT, DEPENDENCY_EXISTS */
  async delete(by: Requester, name: string, ifMatch?: string): Promise<void> {
    await this.#write(name, async trx => {
      const { store } = this.services;
      const type = await this.#require(trx, name);
      requireMatch(ifMatch, type.revision, name);
      if (type.origin !== 'api' && !type.vanished) throw conflict(`${name} ${comesFrom(type)}`);
      await store.lockType(trx, name);
      const dependants = await this.#dependants(trx, name);
      if (dependants.length > 0) {
        throw new InfraError(
          'DEPENDENCY_EXISTS',
          `${name} still has ${dependants.map(one => one.name).join(', ')}: destroy or change those first`,
          { blockedBy: dependants },
        );
      }
      await store.remove(trx, name);
      await this.#record(trx, 'resource-type-deleted', by, name, { before: type.definition });
    });
  }

  /**
   * Adds a version, or replaces one that no live resource is on.
   *
   * @throws InfraError NOT_FOUND, VALIDATION_ERROR, STALE_REVISION, CONFLICT
   */
  async addVersion(
    by: Requester,
    name: string,
    version: StoredVersion,
    ifMatch?: string,
  ): Promise<TypeAnswer> {
    return this.#write(name, async trx => {
      const { store } = this.services;
      const { definition, revision } = await this.#requireOfApi(trx, name);
      requireMatch(ifMatch, revision, name);
      await store.lockType(trx, name);
      const live = (await store.liveResources(name, trx)).get(version.version) ?? 0;
      if (live > 0) throw conflict(versionInUse(name, version.version, live));
      await this.#refuseWrong(trx, { name, ...definition, versions: [version] }, '/versions/0');
      await store.putVersion(trx, name, version);
      await store.touch(trx, name);
      await this.#record(trx, 'resource-type-version-added', by, name, { after: version });
      const answer = await this.#answer(trx, name);
      await keepAnswer(trx, { status: 201, ...answer });
      return answer;
    });
  }

  /** @throws InfraError NOT_FOUND, STALE_REVISION, CONFLICT */
  async updateVersion(
    by: Requester,
    { name, version }: { name: string; version: string },
    patch: PatchTypeVersion,
    ifMatch?: string,
  ): Promise<TypeAnswer> {
    return this.#write(name, async trx => {
      const { store } = this.services;
      const { versions, revision } = await this.#requireOfApi(trx, name);
      requireMatch(ifMatch, revision, name);
      const found = versions.find(one => one.version === version);
      if (!found) throw notFound('version', `${version} of ${name}`);
      const { lifecycle, note } = { ...found, ...patch };
      await store.setLifecycle(trx, name, version, { lifecycle, note });
      await store.touch(trx, name);
      await this.#record(trx, 'resource-type-version-changed', by, name, {
        before: { version, lifecycle: found.lifecycle, note: found.note },
        after: { version, lifecycle, note },
      });
      return this.#answer(trx, name);
    });
  }

  /** What rules between types look at: everything that this process or, in the transaction, the database knows. */
  async nodes(trx: Knex): Promise<Map<string, TypeNode>> {
    const { registry, store } = this.services;
    const nodes = new Map<string, TypeNode>();
    for (const name of registry.names.filter(known => registry.isBuiltIn(known))) {
      nodes.set(name, nodeOfEntry(registry.entry(name)!));
    }
    for (const { name, definition, versions } of await store.all(trx)) {
      if (definition) nodes.set(name, nodeOf({ ...definition, versions }));
    }
    return nodes;
  }

  /** Live resources and types that would miss a type. */
  async #dependants(trx: Knex.Transaction, name: string) {
    const resources = await this.services.store.someResources(trx, name);
    const types = [...(await this.nodes(trx))].filter(([, node]) => node.parents.includes(name));
    return [...resources, ...types.map(([child]) => ({ name: child, type: 'resource type' }))];
  }

  async #patched(
    trx: Knex.Transaction,
    { name, definition, versions }: StoredType,
    patch: PatchResourceType,
  ): Promise<ResourceTypeHead> {
    const merged = Object.entries({ ...definition, ...patch }).filter(
      ([, value]) => value !== null,
    );
    const head = Object.fromEntries(merged) as ResourceTypeHead;
    await this.#refuseWrong(trx, { name, ...head, versions });
    if (head.provisioner !== definition?.provisioner) {
      await this.services.store.lockType(trx, name);
      const [inTheWay] = await this.services.store.someResources(trx, name);
      if (inTheWay) {
        throw conflict(
          `${name} has live resources, such as ${inTheWay.name}, which only the provisioner that made them can change`,
        );
      }
    }
    return head;
  }

  #overridden(before: StoredType, patch: PatchResourceType): StoredType['overrides'] {
    const entry = this.services.registry.entryOf({ ...before, overrides: {} });
    const overrides = overridesAfter(entry, before.overrides, patch, comesFrom(before));
    const { approval } = overrides;
    const problems = approval
      ? findExpressionProblems({ cost: { cpu: 0, ramGb: 0 }, approval })
      : [];
    if (problems.length > 0) throw validationError(problems);
    return overrides;
  }

  async #store(trx: Knex.Transaction, by: Requester, before: StoredType, after: StoredType) {
    const { store } = this.services;
    if (equal(before, after)) return;
    if (before.revision === 0) await store.insert(trx, after);
    else {
      await store.update(trx, after);
      await store.touch(trx, after.name);
    }
    const of = ({ definition, overrides, origin }: StoredType) =>
      origin === 'api' ? definition : overrides;
    const change = { before: of(before), after: of(after) };
    await this.#record(trx, 'resource-type-changed', by, after.name, change);
  }

  /** @throws InfraError VALIDATION_ERROR; `within` is taken off the pointers */
  async #refuseWrong(trx: Knex.Transaction, definition: ResourceTypeDefinition, within = '') {
    const nodes = await this.nodes(trx);
    const problems = checkDefinition(definition, nodes, this.services.provisioners);
    if (problems.length > 0) {
      throw validationError(
        problems.map(({ pointer, message }) => ({
          pointer: pointer.startsWith(within) ? pointer.slice(within.length) : pointer,
          message,
        })),
      );
    }
  }

  /** @throws InfraError NOT_FOUND */
  async #require(trx: Knex.Transaction, name: string): Promise<StoredType> {
    const { store, registry } = this.services;
    const stored = await store.find(trx, name);
    if (stored) return stored;
    if (!registry.isBuiltIn(name)) throw notFound('resource type', name);
    return {
      ...{ name, origin: 'built-in', overrides: {}, vanished: false, problems: [] },
      ...{ revision: 0, updatedAt: new Date(), versions: [] },
    };
  }

  /** @throws InfraError NOT_FOUND, CONFLICT */
  async #requireOfApi(
    trx: Knex.Transaction,
    name: string,
  ): Promise<StoredType & { definition: ResourceTypeHead }> {
    const type = await this.#require(trx, name);
    const { definition } = type;
    if (type.origin !== 'api' || !definition) throw conflict(`${name} ${comesFrom(type)}`);
    return { ...type, definition };
  }

  async #entry(trx: Knex.Transaction, name: string): Promise<TypeEntry> {
    return this.services.registry.entryOf(await this.#require(trx, name));
  }

  async #answer(trx: Knex.Transaction, name: string): Promise<TypeAnswer> {
    const live = await this.services.store.liveResources(name, trx);
    return answerOf(await this.#entry(trx, name), live);
  }

  /** Changes types, one after the other over all processes, and tells them. */
  async #write<T>(name: string, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
    const { knex, store, registry, changes } = this.services;
    const result = await inTransaction(knex, async trx => {
      await store.lock(trx);
      const made = await work(trx);
      await store.tick(trx);
      return made;
    });
    await registry.reload();
    changes.signal({ subject: 'resourceType', id: name });
    return result;
  }

  async #record(
    trx: Knex.Transaction,
    event: TrailEvent,
    by: Requester,
    name: string,
    change: { before?: object; after?: object },
  ): Promise<void> {
    await this.services.audit.record(trx, {
      event,
      actor: by,
      subject: { kind: 'resourceType', id: name },
      before: change.before as JsonObject | undefined,
      after: change.after as JsonObject | undefined,
    });
  }
}
