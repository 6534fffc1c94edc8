import {
  type ActionRequest,
  type ActionResult,
  type AuditEntry,
  type CreateResource,
  type DryRunResult,
  type Page,
  type PatchResource,
  type Resource,
  type ResourceQuery,
  resourceActPermission,
  resourceApprovePermission,
  resourceReadPermission,
  resourceRequestPermission,
  type ResourceTree as ResourceTreeAnswer,
  type RevisionDiff,
  type Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden, notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { type Actor, Authority, type PermissionGate } from '../access';
import type { AuditTrail } from '../audit';
import {
  type ApprovalRecord,
  type ApprovalService,
  describeApprovers,
  stepOf,
  stepsFor,
} from '../approvals';
import { inTransaction, keepAnswer } from '../lib/database';
import { pageOf } from '../lib/paging';
import type { AuthorizedUnitService, UnitService } from '../organisation';
import type { RunAccess } from '../runs';
import type { Plan, Planner } from './planning';
import { type Circumstances, factsOf, type Relatives } from './facts';
import type { StateLocks } from './ports';
import type { RequestedAction, ResourceActions, Within } from './ResourceActions';
import type { ChangeCall, ResourceChanges } from './ResourceChanges';
import type { ResourceService } from './ResourceService';
import type { ResourceStore } from './ResourceStore';
import type { ResourceTree } from './ResourceTree';
import type { SensitiveOutputs } from './SensitiveOutputs';
import { listResources, resourceCursor } from './resourceList';
import type { Relative, ResourceRecord } from './types';
import type { TypeRegistry } from './types/TypeRegistry';
import { toResource } from './view';

export interface AuthorizedResourceServices {
  knex: Knex;
  resources: ResourceService;
  actions: ResourceActions;
  changes: ResourceChanges;
  tree: ResourceTree;
  approvals: ApprovalService;
  sensitive: SensitiveOutputs;
  locks?: StateLocks;
  types: TypeRegistry;
  planner: Planner;
  store: ResourceStore;
  units: UnitService;
  authorizedUnits: AuthorizedUnitService;
  gate: PermissionGate;
  audit: AuditTrail;
}

/** One of several resources that are requested together. */
export interface JointRequest {
  id: string;
  request: CreateResource;
  /** Those before it that it rests upon. */
  parents: readonly Relative[];
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
    const mayAct = await this.#mayAct(actor, record);
    if (!mayAct)
      throw forbidden(`Only a lead of ${record.unit.name} or an administrator may do this`);
  }

  /** Of the resources those that the actor may read, by id, and whether they may act on them. */
  async readableAmong(
    actor: Actor,
    ids: readonly string[],
  ): Promise<Map<string, { record: ResourceRecord; mayAct: boolean }>> {
    const found = new Map<string, { record: ResourceRecord; mayAct: boolean }>();
    for (const record of await this.services.store.findAll(ids)) {
      if (!(await this.#mayRead(actor, record))) continue;
      found.set(record.id, { record, mayAct: await this.#mayAct(actor, record) });
    }
    return found;
  }

  /** @throws InfraError VALIDATION_ERROR, NOT_FOUND for the unit, FORBIDDEN, CONFLICT, QUOTA_EXCEEDED */
  async create(actor: Actor, request: CreateResource): Promise<Resource> {
    const plan = await this.#plan(actor, request);
    let answer: Resource | undefined;
    await this.services.resources.create(plan, actor, async (trx, record) => {
      const relatives = { parents: plan.parents, children: [] };
      const [open, circumstances] = await this.#standing(actor, [record], trx);
      answer = this.#showOne(record, relatives, open, circumstances[0]);
      await keepAnswer(trx, { status: 201, body: answer });
    });
    return answer!;
  }

  /**
   * A request that is made together with others.
   *
   * @throws InfraError VALIDATION_ERROR, NOT_FOUND for the unit, FORBIDDEN
   */
  async planJoint(actor: Actor, { id, request, parents }: JointRequest): Promise<Plan> {
    return { ...(await this.#plan(actor, request, parents)), id };
  }

  /**
   * Carries out what {@link planJoint} answered, all or none: what is rested upon comes first.
   *
   * @param within - called in the transaction that stores them
   * @throws InfraError CONFLICT, QUOTA_EXCEEDED
   */
  async createAll(
    actor: Actor,
    plans: readonly Plan[],
    within: (trx: Knex.Transaction) => Promise<void>,
  ): Promise<void> {
    await this.services.resources.createAll(plans, actor, within);
  }

  /** What would become of the request; nothing is stored. */
  async dryRun(actor: Actor, request: CreateResource): Promise<DryRunResult> {
    const plan = await this.#plan(actor, request);
    const { problems, quota } = await this.services.resources.forecast(plan);
    return {
      valid: problems.length === 0,
      problems,
      ...(plan.warnings.length > 0 ? { warnings: plan.warnings } : {}),
      ...(plan.externalName ? { externalName: plan.externalName } : {}),
      cost: plan.cost,
      quota: await this.#readableLevels(actor, plan, quota),
      approval: this.#approvalOf(actor, plan),
    };
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE, DEPENDENCY_EXISTS, CONFLICT, QUOTA_EXCEEDED */
  async act(
    actor: Actor,
    id: string,
    action: RequestedAction,
    request: ActionRequest,
  ): Promise<ActionResult> {
    let runId: string | undefined;
    await this.actWithin(actor, id, action, request, async (_, run) => {
      runId = run?.id;
    });
    return { resource: await this.get(actor, id), ...(runId ? { runId } : {}) };
  }

  /**
   * As {@link act}, for callers who write something down in the same transaction.
   *
   * @throws InfraError as {@link act}
   */
  async actWithin(
    actor: Actor,
    id: string,
    action: RequestedAction,
    request: ActionRequest,
    within: Within,
  ): Promise<void> {
    const record = await this.readable(actor, id);
    const [circumstances] = await this.#circumstances(actor, [record]);
    await this.services.actions.act(id, action, actor, circumstances, request, within);
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, INVALID_STATE, STALE_REVISION, QUOTA_EXCEEDED */
  async change(
    actor: Actor,
    id: string,
    patch: PatchResource,
    ifMatch?: string,
  ): Promise<ActionResult> {
    return this.#propose(actor, id, ifMatch, call => this.services.changes.change(id, patch, call));
  }

  /** @throws InfraError as {@link change} */
  async restore(actor: Actor, id: string, revision: number): Promise<ActionResult> {
    return this.#propose(actor, id, undefined, call =>
      this.services.changes.restore(id, revision, call),
    );
  }

  /** @throws InfraError NOT_FOUND */
  async revisions(actor: Actor, id: string, page: { limit: number; cursor?: string }) {
    await this.readable(actor, id);
    return this.services.changes.revisions(id, page);
  }

  /** @throws InfraError NOT_FOUND */
  async compare(actor: Actor, id: string, a: number, b: number): Promise<RevisionDiff> {
    await this.readable(actor, id);
    return this.services.changes.compare(id, a, b);
  }

  /** Relatives over all levels, of those that the actor may read. */
  async tree(
    actor: Actor,
    id: string,
    direction: 'up' | 'down' | 'both',
  ): Promise<ResourceTreeAnswer> {
    await this.readable(actor, id);
    const { nodes, edges } = await this.services.tree.around(id, direction);
    const authority = new Authority(actor);
    const shown = nodes.filter(({ id: unitId, unitAncestorIds }) =>
      authority.mayRead({ id: unitId, level: 0, ancestorIds: unitAncestorIds }),
    );
    const ids = new Set(shown.map(node => node.id));
    return {
      nodes: shown.map(({ unitAncestorIds: _, ...node }) => node),
      edges: edges.filter(({ parentId, childId }) => ids.has(parentId) && ids.has(childId)),
    };
  }

  /** Sensitive outputs in clear, for who acts on the resource; every look is written down. */
  async revealOutputs(actor: Actor, id: string): Promise<{ outputs: Variables }> {
    await this.requireActable(actor, id);
    const { knex, audit, sensitive } = this.services;
    return inTransaction(knex, async trx => {
      const outputs = await sensitive.reveal(id, trx);
      const subject = { kind: 'resource' as const, id };
      const after = { outputs: Object.keys(outputs) };
      await audit.record(trx, { event: 'resource-outputs-revealed', actor, subject, after });
      return { outputs };
    });
  }

  async #propose(
    actor: Actor,
    id: string,
    ifMatch: string | undefined,
    work: (call: ChangeCall) => Promise<void>,
  ): Promise<ActionResult> {
    const record = await this.readable(actor, id);
    const [rights] = await this.#circumstances(actor, [record]);
    let runId: string | undefined;
    await work({
      ...{ actor, rights, ifMatch },
      answer: async (_, run) => {
        runId = run?.id;
      },
    });
    return { resource: await this.get(actor, id), ...(runId ? { runId } : {}) };
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE, DEPENDENCY_EXISTS */
  async delete(actor: Actor, id: string): Promise<void> {
    const record = await this.readable(actor, id);
    const [circumstances] = await this.#circumstances(actor, [record]);
    await this.services.actions.delete(id, actor, circumstances);
  }

  async audit(
    actor: Actor,
    id: string,
    page: { limit: number; cursor?: string },
  ): Promise<Page<AuditEntry>> {
    await this.readable(actor, id);
    return this.services.audit.list({ kind: 'resource', id }, page);
  }

  async #plan(
    actor: Actor,
    request: CreateResource,
    planned: readonly Relative[] = [],
  ): Promise<Plan> {
    const { authorizedUnits, planner, gate } = this.services;
    const unit = await authorizedUnits.get(actor, request.unitId);
    const mayRead = (parent: ResourceRecord) => this.#mayRead(actor, parent);
    const plan = await planner.plan(request, unit, mayRead, actor, planned);
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
    const [parents, children, [open, circumstances]] = await Promise.all([
      store.parents(ids),
      store.children(ids),
      this.#standing(actor, records),
    ]);
    return records.map((record, index) => {
      const relatives = {
        parents: parents.get(record.id) ?? [],
        children: children.get(record.id) ?? [],
      };
      return this.#showOne(record, relatives, open, circumstances[index]);
    });
  }

  #showOne(
    record: ResourceRecord,
    relatives: Relatives,
    open: ReadonlyMap<string, ApprovalRecord>,
    circumstances: Circumstances,
  ): Resource {
    const { types } = this.services;
    const type = types.find(record.type, record.version) ?? types.find(record.type);
    const facts = factsOf(record, type, circumstances, relatives);
    return toResource(record, relatives, facts, open.get(record.id)?.id);
  }

  async #mayRead(actor: Actor, record: ResourceRecord): Promise<boolean> {
    return (
      new Authority(actor).mayRead(record.unit) &&
      this.services.gate.allows(actor, resourceReadPermission, this.#subject(record))
    );
  }

  async #mayAct(actor: Actor, record: ResourceRecord): Promise<boolean> {
    return (
      new Authority(actor).mayActFor(record.unit) &&
      this.services.gate.allows(actor, resourceActPermission, this.#subject(record))
    );
  }

  /** Open approvals, and what the actor's roles allow on each of the records. */
  async #standing(
    actor: Actor,
    records: readonly ResourceRecord[],
    knex?: Knex,
  ): Promise<[ReadonlyMap<string, ApprovalRecord>, Circumstances[]]> {
    const { approvals, locks, gate } = this.services;
    const waiting = records.filter(({ status }) => status === 'approval_pending');
    const open = await approvals.store.open(
      waiting.map(({ id }) => id),
      knex,
    );
    const locked = await locks?.abandonedLocks(
      records.map(({ id }) => id),
      knex,
    );
    const circumstances = records.map(async record => {
      const approval = open.get(record.id);
      const mayApprove =
        approval !== undefined &&
        (await stepOf(approval, actor, record.unit)) !== undefined &&
        (await gate.allows(actor, resourceApprovePermission, this.#subject(record)));
      const mayAct = await this.#mayAct(actor, record);
      return { mayAct, mayApprove, isLocked: locked?.has(record.id) ?? false };
    });
    return [open, await Promise.all(circumstances)];
  }

  async #circumstances(actor: Actor, records: readonly ResourceRecord[]): Promise<Circumstances[]> {
    return (await this.#standing(actor, records))[1];
  }

  #approvalOf({ ref }: Actor, plan: Plan): DryRunResult['approval'] {
    const { name, unit, site, variables, cost } = plan;
    const policy = plan.type.definition.approval;
    const facts = { kind: 'create' as const, name, unit: unit.slug, site, variables, cost };
    const steps = stepsFor(policy, { ...facts, requestedBy: ref });
    return {
      required: steps.length > 0,
      steps: steps.map(({ title, approvers }) => ({
        title,
        approvers: describeApprovers(approvers),
      })),
    };
  }

  #subject({ type, site, requestedBy, unit }: ResourceRecord) {
    return { type, site, requestedBy, unit };
  }
}
