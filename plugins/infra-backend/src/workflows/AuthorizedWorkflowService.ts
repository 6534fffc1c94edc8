import {
  type CreateWorkflow,
  hasFailed,
  type Page,
  type Workflow,
  type WorkflowAction,
  type WorkflowQuery,
  type WorkflowSummary,
} from '@bailiwick/backstage-plugin-infra-common';
import { conflict, forbidden, InfraError, notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { z } from 'zod';
import { type Actor, Authority } from '../access';
import type { AuditTrail, TrailEvent } from '../audit';
import { inTransaction, keepAnswer } from '../lib/database';
import { cursorCodec, pageOf } from '../lib/paging';
import type { UnitService } from '../organisation';
import type { AuthorizedResourceService } from '../resources/AuthorizedResourceService';
import type { ResourceAccess } from '../resources/ResourceAccess';
import type { CreationPlanner } from './CreationPlanner';
import type { AuthorizedDeployments } from './deployments/AuthorizedDeployments';
import { type CreationWish, stepsToCreate } from './Creations';
import { stepsToDestroy } from './Descendants';
import { statusOf } from './progress';
import { actionsOf, lookThrough, mayNotSteer, notPossible } from './steering';
import type { NewStep, StepRecord, WorkflowRecord } from './types';
import { toSummary, toWorkflow } from './view';
import type { WorkflowStore } from './WorkflowStore';

export interface AuthorizedWorkflowServices {
  knex: Knex;
  store: WorkflowStore;
  access: Pick<ResourceAccess, 'readable' | 'readableAmong'>;
  resources: Pick<AuthorizedResourceService, 'createAll' | 'actWithin'>;
  creations: CreationPlanner;
  deployments: AuthorizedDeployments;
  units: Pick<UnitService, 'get'>;
  audit: AuditTrail;
  /** Called after a commit. */
  changed: (id: string) => void;
}

const cursor = cursorCodec('workflows by -createdAt', z.tuple([z.string(), z.uuid()]));

const idsOf = (steps: readonly NewStep[]) => steps.map(({ resourceId }) => resourceId);

const refuse = (action: WorkflowAction, workflow: WorkflowRecord) =>
  new InfraError('INVALID_STATE', notPossible(action, workflow));

/** Workflows for an actor: who starts and steers them, and what the actor is shown of them. */
export class AuthorizedWorkflowService {
  constructor(private readonly services: AuthorizedWorkflowServices) {}

  /**
   * Destroys a resource with everything that rests upon it, requests everything that a blueprint names, or brings code to a service.
   *
   * @throws InfraError NOT_FOUND, FORBIDDEN which names what the actor may not destroy, INVALID_STATE, CONFLICT, VALIDATION_ERROR,
   * QUOTA_EXCEEDED
   */
  async create(actor: Actor, wish: CreateWorkflow): Promise<Workflow> {
    switch (wish.kind) {
      case 'create':
        return this.#request(actor, wish);
      case 'deployment':
        return this.services.deployments.create(actor, wish);
      default:
        return this.#destroy(actor, wish);
    }
  }

  /** All resources are requested in one transaction. Each begins by itself when its parents are there; the workflow only watches. */
  async #request(actor: Actor, wish: CreationWish): Promise<Workflow> {
    const { store, resources, creations: planner, units, changed } = this.services;
    const { blueprint, creations, plans } = await planner.plan(actor, wish);
    const unit = await units.get(wish.unitId);
    let answer: Workflow | undefined;
    await resources.createAll(actor, plans, async trx => {
      const { name: title, unitId } = wish;
      const steps = stepsToCreate(creations);
      const workflow = { kind: 'create' as const, title, unitId, blueprint: blueprint.name };
      const id = await store.insert(trx, { ...workflow, requestedBy: actor.ref }, steps);
      await this.#record(trx, 'workflow-started', actor, id, { resourceIds: idsOf(steps) });
      const made = (await store.find(id, trx))!;
      answer = toWorkflow(made, await store.steps(id, trx), actionsOf(actor, made, unit));
      await keepAnswer(trx, { status: 202, body: answer });
    });
    changed(answer!.id);
    return answer!;
  }

  async #destroy(actor: Actor, { resourceId }: { resourceId: string }): Promise<Workflow> {
    const { knex, store, access, changed } = this.services;
    const root = await access.readable(actor, resourceId);
    if (root.state === 'destroyed') {
      throw new InfraError('INVALID_STATE', `${root.name} is destroyed already`);
    }
    const allowed = await this.#requireActable(actor, await stepsToDestroy(knex, root.id));
    const workflow = await inTransaction(knex, async trx => {
      // Two who ask at the same time come one after the other.
      await trx('resources').where({ id: root.id }).forUpdate().first('id');
      if (await store.isTaken(trx, 'destroy', root.id)) {
        throw conflict(`A workflow that destroys ${root.name} is under way already`);
      }
      const steps = await this.#sameAs(allowed, trx, root.id);
      const wish = { kind: 'destroy' as const, title: root.name, unitId: root.unit.id };
      const id = await store.insert(trx, { ...wish, requestedBy: actor.ref }, steps);
      await this.#record(trx, 'workflow-started', actor, id, { resourceIds: idsOf(steps) });
      const made = (await store.find(id, trx))!;
      const body = toWorkflow(made, await store.steps(id, trx), actionsOf(actor, made, root.unit));
      await keepAnswer(trx, { status: 202, body });
      return body;
    });
    changed(workflow.id);
    return workflow;
  }

  /** @throws InfraError NOT_FOUND, also for what may not be read */
  async get(actor: Actor, id: string): Promise<Workflow> {
    return this.#show(actor, await this.#readable(actor, id));
  }

  /** Those of units that the actor may read, and their own. */
  async list(
    actor: Actor,
    { cursor: from, limit, ...filter }: WorkflowQuery,
  ): Promise<Page<WorkflowSummary>> {
    const rows = await this.services.store.list({
      ...{ filter, limit: limit + 1, own: actor.ref },
      roots: new Authority(actor).readableRoots,
      after: cursor.decode(from),
    });
    return pageOf(
      rows,
      limit,
      cursor,
      ({ position }) => position,
      ({ workflow }) => toSummary(workflow),
    );
  }

  /**
   * Goes on with what is stopped, as the actor. What rests upon the resource by now is destroyed as well.
   *
   * @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE, CONFLICT
   */
  async resume(actor: Actor, id: string): Promise<Workflow> {
    const { knex, store } = this.services;
    const workflow = await this.#steerable(actor, id);
    if (workflow.kind === 'create') return this.#retry(actor, workflow);
    if (workflow.kind === 'deployment') {
      await this.services.deployments.resume(actor, workflow);
      this.services.changed(id);
      return this.get(actor, id);
    }
    const [root] = await store.steps(id);
    const allowed = await this.#requireActable(actor, await stepsToDestroy(knex, root.resourceId));
    await inTransaction(knex, async trx => {
      const locked = await store.lock(trx, id);
      if (locked?.status !== 'stopped') throw refuse('resume', locked ?? workflow);
      const steps = await this.#sameAs(allowed, trx, root.resourceId);
      if (steps.length > 0) await store.addSteps(trx, id, steps);
      for (const step of await store.steps(id, trx)) {
        if (statusOf(step) !== 'failed') continue;
        await store.setStep(trx, id, step.resourceId, { begun: false });
      }
      await store.advance(trx, id, { status: 'active', actsAs: actor.ref });
      await this.#record(trx, 'workflow-resumed', actor, id, { resourceIds: idsOf(steps) });
    });
    this.services.changed(id);
    return this.get(actor, id);
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE */
  async cancel(actor: Actor, id: string): Promise<Workflow> {
    const { knex, store } = this.services;
    const workflow = await this.#steerable(actor, id);
    if (workflow.kind === 'create') await this.#withdraw(actor, workflow);
    if (workflow.kind === 'deployment') await this.services.deployments.withdraw(actor, workflow);
    await inTransaction(knex, async trx => {
      const locked = await store.lock(trx, id);
      if (locked?.status !== 'active' && locked?.status !== 'stopped') {
        throw refuse('cancel', locked ?? workflow);
      }
      await store.advance(trx, id, { status: 'cancelled' });
      await this.#record(trx, 'workflow-cancelled', actor, id);
    });
    this.services.changed(id);
    return this.get(actor, id);
  }

  /** Tries again what failed in an error, and watches further. */
  async #retry(actor: Actor, workflow: WorkflowRecord): Promise<Workflow> {
    const { knex, store, resources } = this.services;
    const { id } = workflow;
    if (workflow.status !== 'stopped') throw refuse('resume', workflow);
    for (const { resourceId, live } of await store.steps(id)) {
      if (live?.state !== 'provision' || !hasFailed(live)) continue;
      await resources.actWithin(actor, resourceId, 'retry', {}, async () => {});
    }
    await inTransaction(knex, async trx => {
      const locked = await store.lock(trx, id);
      if (locked?.status !== 'stopped') throw refuse('resume', locked ?? workflow);
      await store.advance(trx, id, { status: 'active', actsAs: actor.ref });
      await this.#record(trx, 'workflow-resumed', actor, id);
    });
    this.services.changed(id);
    return this.get(actor, id);
  }

  /** What waits for its parents is cancelled, and gives its quota back. What has begun goes on. */
  async #withdraw(actor: Actor, { id, status }: WorkflowRecord): Promise<void> {
    if (status !== 'active' && status !== 'stopped') return;
    const { store, resources } = this.services;
    for (const { resourceId, live } of await store.steps(id)) {
      if (live?.state !== 'provision' || live.status !== 'pending') continue;
      await resources.actWithin(actor, resourceId, 'cancel', {}, async () => {});
    }
  }

  /** Refuses by name what the actor may not act on. */
  async #requireActable(actor: Actor, steps: NewStep[]): Promise<NewStep[]> {
    const { refusal } = await lookThrough(this.services.access, actor, steps);
    if (refusal) throw forbidden(refusal);
    return steps;
  }

  /** What is to be destroyed, if it still is what the actor was found to be allowed. */
  async #sameAs(
    allowed: readonly NewStep[],
    trx: Knex.Transaction,
    rootId: string,
  ): Promise<NewStep[]> {
    const steps = await stepsToDestroy(trx, rootId);
    const known = new Set(idsOf(allowed));
    if (steps.some(({ resourceId }) => !known.has(resourceId))) {
      throw conflict('Something was put on top of it a moment ago: try again');
    }
    return steps;
  }

  async #readable(actor: Actor, id: string): Promise<WorkflowRecord> {
    const { store, units } = this.services;
    const workflow = await store.find(id);
    if (!workflow) throw notFound('workflow', id);
    const mayRead =
      workflow.requestedBy === actor.ref ||
      new Authority(actor).mayRead(await units.get(workflow.unitId));
    if (!mayRead) throw notFound('workflow', id);
    return workflow;
  }

  async #steerable(actor: Actor, id: string): Promise<WorkflowRecord> {
    const workflow = await this.#readable(actor, id);
    const unit = await this.services.units.get(workflow.unitId);
    if (!new Authority(actor).mayActFor(unit)) {
      throw forbidden(mayNotSteer(unit));
    }
    return workflow;
  }

  /** Steps of what the actor may read; of what is gone for whoever asked and for administrators. */
  async #show(actor: Actor, workflow: WorkflowRecord): Promise<Workflow> {
    const { store, access, units } = this.services;
    const steps = await store.steps(workflow.id);
    const found = await access.readableAmong(actor, idsOf(steps));
    const seesGone = workflow.requestedBy === actor.ref || new Authority(actor).readsEverything;
    const isShown = ({ resourceId, live }: StepRecord) => (live ? found.has(resourceId) : seesGone);
    const unit = await units.get(workflow.unitId);
    const deployment = await this.services.deployments.show(actor, workflow);
    return {
      ...toWorkflow(workflow, steps.filter(isShown), actionsOf(actor, workflow, unit)),
      ...(deployment ? { deployment } : {}),
    };
  }

  async #record(
    trx: Knex.Transaction,
    event: TrailEvent,
    actor: Actor,
    id: string,
    after?: { resourceIds: string[] },
  ): Promise<void> {
    const subject = { kind: 'workflow' as const, id };
    await this.services.audit.record(trx, { event, actor, subject, ...(after ? { after } : {}) });
  }
}
