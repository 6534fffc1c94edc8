import type {
  Blueprint,
  CreateWorkflow,
  Page,
  Workflow,
  WorkflowQuery,
  WorkflowSummary,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  conflict,
  forbidden,
  InfraError,
  isInfraError,
  notFound,
  validationError,
} from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { z } from 'zod';
import { type Actor, Authority } from '../access';
import type { AuditTrail, TrailEvent } from '../audit';
import { inTransaction, keepAnswer } from '../lib/database';
import { cursorCodec, pageOf } from '../lib/paging';
import type { UnitService } from '../organisation';
import type { AuthorizedResourceService } from '../resources/AuthorizedResourceService';
import type { Plan } from '../resources/planning';
import type { AuthorizedBlueprintService } from './blueprints/AuthorizedBlueprintService';
import { type CreationWish, creationsOf, ProblemCollector, stepsToCreate } from './Creations';
import { stepsToDestroy } from './Descendants';
import { statusOf } from './progress';
import type { NewStep, StepRecord, WorkflowRecord } from './types';
import { toSummary, toWorkflow } from './view';
import type { WorkflowStore } from './WorkflowStore';

export interface AuthorizedWorkflowServices {
  knex: Knex;
  store: WorkflowStore;
  resources: Pick<
    AuthorizedResourceService,
    'readable' | 'readableAmong' | 'planJoint' | 'createAll' | 'actWithin'
  >;
  blueprints: Pick<AuthorizedBlueprintService, 'get'>;
  units: Pick<UnitService, 'get'>;
  audit: AuditTrail;
}

const cursor = cursorCodec('workflows by -createdAt', z.tuple([z.string(), z.uuid()]));

const idsOf = (steps: readonly NewStep[]) => steps.map(({ resourceId }) => resourceId);

const notPossible = (what: string, { status }: WorkflowRecord) =>
  new InfraError('INVALID_STATE', `A workflow that is ${status} cannot be ${what}`);

/** Workflows for an actor: who starts and steers them, and what the actor is shown of them. */
export class AuthorizedWorkflowService {
  constructor(private readonly services: AuthorizedWorkflowServices) {}

  /**
   * Destroys a resource with everything that rests upon it, or requests everything that a blueprint names.
   *
   * @throws InfraError NOT_FOUND, FORBIDDEN which names what the actor may not destroy, INVALID_STATE, CONFLICT, VALIDATION_ERROR,
   * QUOTA_EXCEEDED
   */
  async create(actor: Actor, wish: CreateWorkflow): Promise<Workflow> {
    return wish.kind === 'create' ? this.#request(actor, wish) : this.#destroy(actor, wish);
  }

  /** All resources are requested in one transaction. Each begins by itself when its parents are there; the workflow only watches. */
  async #request(actor: Actor, wish: CreationWish): Promise<Workflow> {
    const { store, resources } = this.services;
    const blueprint = await this.#blueprintOf(actor, wish);
    const creations = creationsOf(blueprint, wish);
    const problems = new ProblemCollector();
    const plans: Plan[] = [];
    for (const { node, joint } of creations) {
      try {
        plans.push(await resources.planJoint(actor, joint));
      } catch (error) {
        problems.add(node, error);
      }
    }
    problems.tell();
    let answer: Workflow | undefined;
    await resources.createAll(actor, plans, async trx => {
      const { name: title, unitId } = wish;
      const steps = stepsToCreate(creations);
      const workflow = { kind: 'create' as const, title, unitId, blueprint: blueprint.name };
      const id = await store.insert(trx, { ...workflow, requestedBy: actor.ref }, steps);
      await this.#record(trx, 'workflow-started', actor, id, { resourceIds: idsOf(steps) });
      answer = toWorkflow((await store.find(id, trx))!, await store.steps(id, trx));
      await keepAnswer(trx, { status: 202, body: answer });
    });
    return answer!;
  }

  async #blueprintOf(actor: Actor, { blueprint: name }: CreationWish): Promise<Blueprint> {
    try {
      return (await this.services.blueprints.get(actor, name)).blueprint;
    } catch (error) {
      if (!isInfraError(error, 'NOT_FOUND')) throw error;
      throw validationError([{ pointer: '/blueprint', message: `there is no blueprint ${name}` }]);
    }
  }

  async #destroy(actor: Actor, { resourceId }: { resourceId: string }): Promise<Workflow> {
    const { knex, store, resources } = this.services;
    const root = await resources.readable(actor, resourceId);
    if (root.state === 'destroyed') {
      throw new InfraError('INVALID_STATE', `${root.name} is destroyed already`);
    }
    const allowed = await this.#requireActable(actor, await stepsToDestroy(knex, root.id));
    return inTransaction(knex, async trx => {
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
      const body = toWorkflow(made, await store.steps(id, trx));
      await keepAnswer(trx, { status: 202, body });
      return body;
    });
  }

  /** @throws InfraError NOT_FOUND, also for what may not be read */
  async get(actor: Actor, id: string): Promise<Workflow> {
    return this.#show(actor, await this.#readable(actor, id));
  }

  /** Those of units that the actor may read, and their own. */
  async list(
    actor: Actor,
    { cursor: from, limit, kind, status }: WorkflowQuery,
  ): Promise<Page<WorkflowSummary>> {
    const rows = await this.services.store.list({
      ...{ kind, status, limit: limit + 1, requestedBy: actor.ref },
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
    const [root] = await store.steps(id);
    const allowed = await this.#requireActable(actor, await stepsToDestroy(knex, root.resourceId));
    await inTransaction(knex, async trx => {
      const locked = await store.lock(trx, id);
      if (locked?.status !== 'stopped') throw notPossible('resumed', locked ?? workflow);
      const steps = await this.#sameAs(allowed, trx, root.resourceId);
      if (steps.length > 0) await store.addSteps(trx, id, steps);
      for (const step of await store.steps(id, trx)) {
        if (statusOf(step) !== 'failed') continue;
        await store.setStep(trx, id, step.resourceId, { begun: false });
      }
      await store.advance(trx, id, { status: 'active', actsAs: actor.ref });
      await this.#record(trx, 'workflow-resumed', actor, id, { resourceIds: idsOf(steps) });
    });
    return this.get(actor, id);
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE */
  async cancel(actor: Actor, id: string): Promise<Workflow> {
    const { knex, store } = this.services;
    const workflow = await this.#steerable(actor, id);
    if (workflow.kind === 'create') await this.#withdraw(actor, workflow);
    await inTransaction(knex, async trx => {
      const locked = await store.lock(trx, id);
      if (locked?.status !== 'active' && locked?.status !== 'stopped') {
        throw notPossible('cancelled', locked ?? workflow);
      }
      await store.advance(trx, id, { status: 'cancelled' });
      await this.#record(trx, 'workflow-cancelled', actor, id);
    });
    return this.get(actor, id);
  }

  /** Tries again what failed in an error, and watches further. */
  async #retry(actor: Actor, workflow: WorkflowRecord): Promise<Workflow> {
    const { knex, store, resources } = this.services;
    const { id } = workflow;
    if (workflow.status !== 'stopped') throw notPossible('resumed', workflow);
    for (const { resourceId, live } of await store.steps(id)) {
      if (live?.state !== 'provision' || live.status !== 'error') continue;
      await resources.actWithin(actor, resourceId, 'retry', {}, async () => {});
    }
    await inTransaction(knex, async trx => {
      const locked = await store.lock(trx, id);
      if (locked?.status !== 'stopped') throw notPossible('resumed', locked ?? workflow);
      await store.advance(trx, id, { status: 'active', actsAs: actor.ref });
      await this.#record(trx, 'workflow-resumed', actor, id);
    });
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

  /** Refuses by name what the actor may not act on; of what they may not read only that it is there. */
  async #requireActable(actor: Actor, steps: NewStep[]): Promise<NewStep[]> {
    const found = await this.services.resources.readableAmong(actor, idsOf(steps));
    const named = [...found.values()].flatMap(({ record, mayAct }) => (mayAct ? [] : record.name));
    const hidden = steps.length - found.size;
    const refused = [...named.sort(), ...(hidden > 0 ? [`${hidden} that you may not see`] : [])];
    if (refused.length === 0) return steps;
    throw forbidden(
      `Only a lead of their teams or an administrator may destroy ${refused.join(', ')}`,
    );
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
      throw forbidden(`Only a lead of ${unit.name} or an administrator may do this`);
    }
    return workflow;
  }

  /** Steps of what the actor may read; of what is gone for whoever asked and for administrators. */
  async #show(actor: Actor, workflow: WorkflowRecord): Promise<Workflow> {
    const { store, resources } = this.services;
    const steps = await store.steps(workflow.id);
    const found = await resources.readableAmong(actor, idsOf(steps));
    const seesGone = workflow.requestedBy === actor.ref || new Authority(actor).readsEverything;
    const isShown = ({ resourceId, live }: StepRecord) => (live ? found.has(resourceId) : seesGone);
    return toWorkflow(workflow, steps.filter(isShown));
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
