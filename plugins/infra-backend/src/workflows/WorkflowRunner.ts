import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { isDatabaseGone, isInfraError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { Authority, type CurrentBindings } from '../access';
import type { AuditTrail } from '../audit';
import { inTransaction } from '../lib/database';
import type { ResourceActions } from '../resources/ResourceActions';
import type { ResourceService } from '../resources/ResourceService';
import type { DeploymentRunner } from './deployments/DeploymentRunner';
import { actionOf, failureOf, ready, statusOf } from './progress';
import type { StepRecord, WorkflowRecord } from './types';
import type { WorkflowStore } from './WorkflowStore';

const SELF = { ref: 'plugin:infra' };

/** Thrown in the transaction of a destruction that the workflow no longer asks for, to undo it. */
class NotAnyMore extends Error {}

export interface WorkflowRunnerServices {
  knex: Knex;
  store: WorkflowStore;
  resources: Pick<ResourceService, 'get'>;
  actions: Pick<ResourceActions, 'destroyFor'>;
  bindings: Pick<CurrentBindings, 'of'>;
  deployments: Pick<DeploymentRunner, 'advance'>;
  audit: AuditTrail;
  logger: LoggerService;
  /** Called after a commit. */
  changed: (id: string) => void;
}

/**
 * Brings workflows further. It keeps nothing in memory: where a workflow is follows from its rows and from where the resources stand,
 * and asking for a destruction is one transaction with the mark that it was asked for. So any process can go on at any time, and two at
 * once ask only once.
 *
 * A workflow takes days where approvals wait, longer than any token of whoever asked. Backstage's policy was asked as them when it
 * started or was resumed; before each step their roles are looked at as they are then.
 */
export class WorkflowRunner {
  constructor(private readonly services: WorkflowRunnerServices) {}

  /** Looks at what it is time for. One that breaks holds up no other. */
  async round(): Promise<void> {
    for (const id of await this.services.store.claim()) {
      try {
        await this.advance(id);
      } catch (error) {
        if (isDatabaseGone(error)) throw error;
        this.services.logger.error(
          `Workflow ${id} did not get further, and is tried again: ${stringifyError(error)}`,
        );
      }
    }
  }

  /** Asks for every destruction that waits for nothing any more, then looks whether that was all. */
  async advance(id: string): Promise<void> {
    const { store } = this.services;
    const workflow = await store.find(id);
    if (workflow?.status !== 'active') return;
    if (workflow.kind === 'deployment') {
      await this.services.deployments.advance(workflow);
      return;
    }
    const steps = await store.steps(id);
    const isStopped = steps.some(step => failureOf(step) !== undefined);
    for (const step of isStopped ? [] : ready(steps)) {
      if (!(await this.#begin(workflow, step))) break;
    }
    await this.#settle(id);
  }

  /** Whether the workflow may go on to the next step. */
  async #begin(workflow: WorkflowRecord, step: StepRecord): Promise<boolean> {
    const { store, resources, actions, bindings } = this.services;
    const by = { ref: workflow.actsAs };
    try {
      const { unit } = await resources.get(step.resourceId);
      const roles = { ...by, kind: 'user' as const, bindings: await bindings.of(by.ref) };
      const rights = { mayAct: new Authority(roles).mayActFor(unit), mayApprove: false };
      await actions.destroyFor(step.resourceId, actionOf(step), by, rights, async trx => {
        if (!(await this.#untouched(trx, workflow.id, step))) throw new NotAnyMore();
        await store.setStep(trx, workflow.id, step.resourceId, { begun: true });
      });
      return true;
    } catch (error) {
      if (error instanceof NotAnyMore) return false;
      if (!isInfraError(error)) throw error;
      await this.#fail(workflow.id, step, error.message);
      return false;
    }
  }

  /** Notes why a step could not begin, unless it has begun meanwhile, or its resource is being destroyed anyway. */
  async #fail(id: string, step: StepRecord, message: string): Promise<void> {
    const { knex, store } = this.services;
    await inTransaction(knex, async trx => {
      const now = await this.#untouched(trx, id, step);
      if (!now || statusOf(now) !== 'waiting') return;
      const error = `${step.name} could not be destroyed: ${message}`;
      await store.setStep(trx, id, step.resourceId, { begun: false, error });
    });
    this.services.changed(id);
  }

  /** The step, unless something was done about it or the workflow meanwhile. Takes the lock of the workflow: nobody cancels it now. */
  async #untouched(
    trx: Knex.Transaction,
    id: string,
    { resourceId }: StepRecord,
  ): Promise<StepRecord | undefined> {
    const { store } = this.services;
    const workflow = await store.lock(trx, id);
    if (workflow?.status !== 'active') return undefined;
    const steps = await store.steps(id, trx);
    return steps.find(
      step => step.resourceId === resourceId && !step.begun && step.error === undefined,
    );
  }

  async #settle(id: string): Promise<void> {
    const { knex, store, audit, changed } = this.services;
    const isSettled = await inTransaction(knex, async trx => {
      const workflow = await store.lock(trx, id);
      if (workflow?.status !== 'active') return false;
      const steps = await store.steps(id, trx);
      const subject = { kind: 'workflow' as const, id };
      const reasons = steps.flatMap(step => failureOf(step) ?? []);
      if (reasons.length > 0) {
        const reason = reasons.join('; ');
        await store.advance(trx, id, { status: 'stopped', reason });
        const after = { reason };
        await audit.record(trx, { event: 'workflow-stopped', actor: SELF, subject, after });
        return true;
      }
      if (!steps.every(step => statusOf(step) === 'done')) return false;
      await store.advance(trx, id, { status: 'done' });
      await audit.record(trx, { event: 'workflow-done', actor: SELF, subject });
      return true;
    });
    if (isSettled) changed(id);
  }
}
