import {
  type Blueprint,
  type BlueprintCheck,
  blueprintManagePermission,
  type BlueprintQuery,
  type CreateBlueprint,
  createBlueprintSchema,
  type Page,
  type PatchBlueprint,
  resourceTypeReadPermission,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  conflict,
  forbidden,
  notFound,
  validationError,
} from '@bailiwick/backstage-plugin-infra-node';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { z } from 'zod';
import { type Actor, Authority, type PermissionGate, requireAnyRole } from '../../access';
import type { AuditTrail, TrailEvent } from '../../audit';
import { inTransaction, isUniqueViolation, keepAnswer } from '../../lib/database';
import { etagOf, problemsOf, requireMatch } from '../../lib/http';
import { cursorCodec, pageOf } from '../../lib/paging';
import type { TypeRegistry } from '../../resources/types/TypeRegistry';
import type { BlueprintRecord, BlueprintStore } from './BlueprintStore';
import { findBlueprintProblems } from './checkBlueprint';

export interface AuthorizedBlueprintServices {
  knex: Knex;
  store: BlueprintStore;
  types: TypeRegistry;
  gate: PermissionGate;
  audit: AuditTrail;
  /** Called after a commit. */
  changed: () => void;
}

const cursor = cursorCodec('blueprints by name', z.tuple([z.string()]));

type Described = Pick<Blueprint, 'title' | 'inputs' | 'nodes'>;

const asJson = ({ title, inputs, nodes }: Described): JsonObject =>
  JSON.parse(JSON.stringify({ title, inputs, nodes }));

/** Blueprints for an actor: everybody who has a role reads them, administrators change them. */
export class AuthorizedBlueprintService {
  constructor(private readonly services: AuthorizedBlueprintServices) {}

  async list(actor: Actor, { cursor: from, limit }: BlueprintQuery): Promise<Page<Blueprint>> {
    await this.#requireReader(actor);
    const found = await this.services.store.list(limit + 1, cursor.decode(from)?.[0]);
    return pageOf(
      found,
      limit,
      cursor,
      ({ name }) => [name] as [string],
      blueprint => blueprint,
    );
  }

  /** @throws InfraError NOT_FOUND */
  async get(actor: Actor, name: string): Promise<BlueprintRecord> {
    await this.#requireReader(actor);
    const found = await this.services.store.find(name);
    if (!found) throw notFound('blueprint', name);
    return found;
  }

  /** @throws InfraError FORBIDDEN, VALIDATION_ERROR, CONFLICT */
  async create(actor: Actor, wish: CreateBlueprint): Promise<BlueprintRecord> {
    await this.#requireManager(actor);
    await this.#check(wish);
    const { knex, store } = this.services;
    try {
      const created = await inTransaction(knex, async trx => {
        await store.insert(trx, wish, actor.ref);
        const made = (await store.find(wish.name, trx))!;
        await this.#record(trx, 'blueprint-created', actor, wish.name, { after: wish });
        const etag = etagOf(made.revision);
        await keepAnswer(trx, { status: 201, body: made.blueprint, etag });
        return made;
      });
      this.services.changed();
      return created;
    } catch (error) {
      if (!isUniqueViolation(error, 'blueprints_pkey')) throw error;
      throw conflict(`There is a blueprint ${wish.name} already: choose another name`);
    }
  }

  /** @throws InfraError FORBIDDEN, NOT_FOUND, VALIDATION_ERROR, STALE_REVISION */
  async update(
    actor: Actor,
    name: string,
    patch: PatchBlueprint,
    ifMatch?: string,
  ): Promise<BlueprintRecord> {
    await this.#requireManager(actor);
    const { knex, store, types } = this.services;
    await types.refresh();
    const updated = await inTransaction(knex, async trx => {
      const before = await store.lock(trx, name);
      if (!before) throw notFound('blueprint', name);
      requireMatch(ifMatch, before.revision, `The blueprint ${name}`);
      const { title, description, inputs, nodes } = { ...before.blueprint, ...patch };
      const parts = { title, description: description ?? undefined, inputs, nodes };
      await this.#check(parts, { fresh: true });
      await store.update(trx, name, parts);
      const { blueprint } = before;
      await this.#record(trx, 'blueprint-changed', actor, name, {
        before: { title: blueprint.title, inputs: blueprint.inputs, nodes: blueprint.nodes },
        after: { title, inputs, nodes },
      });
      return (await store.find(name, trx))!;
    });
    this.services.changed();
    return updated;
  }

  /** @throws InfraError FORBIDDEN, NOT_FOUND, STALE_REVISION */
  async delete(actor: Actor, name: string, ifMatch?: string): Promise<void> {
    await this.#requireManager(actor);
    const { knex, store } = this.services;
    await inTransaction(knex, async trx => {
      const before = await store.lock(trx, name);
      if (!before) throw notFound('blueprint', name);
      requireMatch(ifMatch, before.revision, `The blueprint ${name}`);
      await store.remove(trx, name);
      const { title, inputs, nodes } = before.blueprint;
      await this.#record(trx, 'blueprint-deleted', actor, name, {
        before: { title, inputs, nodes },
      });
    });
    this.services.changed();
  }

  /**
   * What is wrong with a draft. Where it has no form at all, that comes first: what it is about can be told only of what can be read.
   *
   * @throws InfraError FORBIDDEN
   */
  async check(actor: Actor, draft: unknown): Promise<BlueprintCheck> {
    await this.#requireManager(actor);
    const parsed = createBlueprintSchema.safeParse(draft, { reportInput: true });
    if (!parsed.success) return { problems: problemsOf(parsed.error, '') };
    await this.services.types.refresh();
    return { problems: findBlueprintProblems(parsed.data, this.services.types) };
  }

  /** @param fresh - types were read a moment ago; within a transaction they cannot be */
  async #check(parts: Pick<Blueprint, 'inputs' | 'nodes'>, { fresh = false } = {}): Promise<void> {
    const { types } = this.services;
    if (!fresh) await types.refresh();
    const problems = findBlueprintProblems(parts, types);
    if (problems.length > 0) throw validationError(problems);
  }

  async #requireReader(actor: Actor): Promise<void> {
    requireAnyRole(actor);
    await this.services.gate.require(actor, resourceTypeReadPermission);
  }

  async #requireManager(actor: Actor): Promise<void> {
    if (!new Authority(actor).isAdministrator) {
      throw forbidden('Only platform and centre administrators change blueprints');
    }
    await this.services.gate.require(actor, blueprintManagePermission);
  }

  async #record(
    trx: Knex.Transaction,
    event: TrailEvent,
    actor: Actor,
    name: string,
    { before, after }: { before?: Described; after?: Described },
  ): Promise<void> {
    await this.services.audit.record(trx, {
      ...{ event, actor, subject: { kind: 'blueprint', id: name } },
      ...(before ? { before: asJson(before) } : {}),
      ...(after ? { after: asJson(after) } : {}),
    });
  }
}
