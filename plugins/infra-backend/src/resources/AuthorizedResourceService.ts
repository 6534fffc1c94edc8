import {
  type ActionRequest,
  type ActionResult,
  type AuditEntry,
  type CreateResource,
  type DryRunResult,
  type Page,
  type Resource,
  type ResourceQuery,
  resourceActPermission,
  resourceApprovePermission,
  resourceReadPermission,
  resourceRequestPermission,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden, notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { type Actor, Authority, type PermissionGate } from '../access';
import type { AuditTrail } from '../audit';
import { keepAnswer } from '../lib/database';
import { pageOf } from '../lib/paging';
import type { AuthorizedUnitService, UnitService } from '../organisation';
import type { RunAccess } from '../runs';
import type { Plan, Planner } from './planning';
import { factsOf, type Relatives, type Rights } from './facts';
import type { RequestedAction, ResourceActions } from './ResourceActions';
import type { ResourceService } from './ResourceService';
import type { ResourceStore } from './ResourceStore';
import { listResources, resourceCursor } from './resourceList';
import type { ResourceRecord } from './types';
import type { TypeRegistry } from './types/TypeRegistry';
import { toResource } from './view';

export interface AuthorizedResourceServices {
  knex: Knex;
  resources: ResourceService;
  actions: ResourceActions;
  types: TypeRegistry;
  planner: Planner;
  store: ResourceStore;
  units: UnitService;
  authorizedUnits: AuthorizedUnitService;
  gate: PermissionGate;
  audit: AuditTrail;
}

/** Resources for an actor: who reads them, who acts for their team, and what the actor is shown. */
export class AuthorizedResourceService implements RunAccess {
  constructor(private readonly services: AuthorizedResourceServices) {}

  /** @throws InfraError NOT_FOUND, also for what may not be read */
  async get(actor: Actor, id: string): Promise<Resource> {
    return this.#show(actor, await this.readable(actor, id));
  }

  /**
   * The record of a resource that the actor may read.
   *
   * @throws InfraError NOT_FOUND, also for what may not be read
   */
  async readable(actor: Actor, id: string): Promise<ResourceRecord> {
    const record = await this.services.store.find(id);
    if (!record || !(await this.#mayRead(actor, record))) throw notFound('resource', id);
    return record;
  }

  /** What the actor may read, page by page. */
  async list(actor: Actor, { cursor, limit, ...query }: ResourceQuery): Promise<Page<Resource>> {
    const { knex, gate } = this.services;
    const codec = resourceCursor(query.sort);
    const found = await listResources(knex, {
      ...query,
      limit: limit + 1,
      after: codec.decode(cursor),
      roots: new Authority(actor).readableRoots,
      filter: await gate.rows(actor, resourceReadPermission),
    });
    const page = pageOf(
      found,
      limit,
      codec,
      ({ position }) => position,
      record => record,
    );
    return { ...page, items: await this.show(actor, page.items) };
  }

  async requireReadable(actor: Actor, id: string): Promise<void> {
    await this.readable(actor, id);
  }

  async requireActable(actor: Actor, id: string): Promise<void> {
    const record = await this.readable(actor, id);
    const { mayAct } = await this.#rights(actor, record);
    if (!mayAct)
      throw forbidden(`Only a lead of ${record.unit.name} or an administrator may do this`);
  }

  /** @throws InfraError VALIDATION_ERROR, NOT_FOUND for the unit, FORBIDDEN, CONFLICT, QUOTA_EXCEEDED */
  async create(actor: Actor, request: CreateResource): Promise<Resource> {
    const plan = await this.#plan(actor, request);
    let answer: Resource | undefined;
    await this.services.resources.create(plan, actor, async (trx, record) => {
      const relatives = { parents: plan.parents, children: [] };
      answer = await this.#showOne(actor, record, relatives);
      await keepAnswer(trx, { status: 201, body: answer });
    });
    return answer!;
  }

  /** What would become of the request; nothing is stored. */
  async dryRun(actor: Actor, request: CreateResource): Promise<DryRunResult> {
    const plan = await this.#plan(actor, request);
    const { problems, quota } = await this.services.resources.forecast(plan);
    return {
      valid: problems.length === 0,
      problems,
      ...(plan.externalName ? { externalName: plan.externalName } : {}),
      cost: plan.cost,
      quota: await this.#readableLevels(actor, plan, quota),
      approval: { required: false, steps: [] },
    };
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE, DEPENDENCY_EXISTS, CONFLICT, QUOTA_EXCEEDED */
  async act(
    actor: Actor,
    id: string,
    action: RequestedAction,
    { comment }: ActionRequest,
  ): Promise<ActionResult> {
    const record = await this.readable(actor, id);
    const rights = await this.#rights(actor, record);
    const run = await this.services.actions.act(id, action, actor, rights, comment);
    return { resource: await this.get(actor, id), ...(run ? { runId: run.id } : {}) };
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE, DEPENDENCY_EXISTS */
  async delete(actor: Actor, id: string): Promise<void> {
    const record = await this.readable(actor, id);
    await this.services.actions.delete(id, actor, await this.#rights(actor, record));
  }

  async audit(
    actor: Actor,
    id: string,
    page: { limit: number; cursor?: string },
  ): Promise<Page<AuditEntry>> {
    await this.readable(actor, id);
    return this.services.audit.list({ kind: 'resource', id }, page);
  }

  async #plan(actor: Actor, request: CreateResource): Promise<Plan> {
    const { authorizedUnits, planner, gate } = this.services;
    const unit = await authorizedUnits.get(actor, request.unitId);
    const plan = await planner.plan(request, unit, parent => this.#mayRead(actor, parent));
    if (!new Authority(actor).mayActFor(unit)) {
      throw forbidden(
        `Only a lead of ${unit.name} or an administrator may request resources for it`,
      );
    }
    await gate.require(actor, resourceRequestPermission);
    return plan;
  }

  /** Figures of the levels that the actor may read; of the others not even that they are short. */
  async #readableLevels(actor: Actor, plan: Plan, quota: DryRunResult['quota']) {
    const authority = new Authority(actor);
    const chain = await this.services.units.chain(plan.unit.id);
    const readable = new Set(chain.filter(unit => authority.mayRead(unit)).map(({ id }) => id));
    return quota.filter(({ unitId }) => readable.has(unitId));
  }

  async #show(actor: Actor, record: ResourceRecord): Promise<Resource> {
    const [shown] = await this.show(actor, [record]);
    return shown;
  }

  /** Records as the actor sees them: with relatives, and with what they may do. */
  async show(actor: Actor, records: readonly ResourceRecord[]): Promise<Resource[]> {
    const { store } = this.services;
    const ids = records.map(({ id }) => id);
    const [parents, children] = await Promise.all([store.parents(ids), store.children(ids)]);
    return Promise.all(
      records.map(record =>
        this.#showOne(actor, record, {
          parents: parents.get(record.id) ?? [],
          children: children.get(record.id) ?? [],
        }),
      ),
    );
  }

  async #showOne(actor: Actor, record: ResourceRecord, relatives: Relatives): Promise<Resource> {
    const rights = await this.#rights(actor, record);
    const type = this.services.types.find(record.type);
    return toResource(record, relatives, factsOf(record, type, rights, relatives));
  }

  async #mayRead(actor: Actor, record: ResourceRecord): Promise<boolean> {
    return (
      new Authority(actor).mayRead(record.unit) &&
      this.services.gate.allows(actor, resourceReadPermission, this.#subject(record))
    );
  }

  async #rights(actor: Actor, record: ResourceRecord): Promise<Rights> {
    const { gate } = this.services;
    const authority = new Authority(actor);
    const subject = this.#subject(record);
    return {
      mayAct:
        authority.mayActFor(record.unit) &&
        (await gate.allows(actor, resourceActPermission, subject)),
      mayApprove:
        authority.mayApproveFor(record.unit, record.requestedBy) &&
        (await gate.allows(actor, resourceApprovePermission, subject)),
    };
  }

  #subject({ type, site, requestedBy, unit }: ResourceRecord) {
    return { type, site, requestedBy, unit };
  }
}
