import {
  builtImageSchema,
  DEPLOYMENT_ACTIONS,
  type DeploymentReport,
  type Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import type { AuthService } from '@backstage/backend-plugin-api';
import { isInfraError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { absentActor, Authority, type CurrentBindings } from '../../access';
import type { AuditTrail } from '../../audit';
import { inTransaction } from '../../lib/database';
import type { NamedActions } from '../../resources/NamedActions';
import type { ResourceChanges } from '../../resources/ResourceChanges';
import type { ResourceService } from '../../resources/ResourceService';
import type { TypeRegistry } from '../../resources/types/TypeRegistry';
import type { WorkflowRecord } from '../types';
import type { WorkflowStore } from '../WorkflowStore';
import type { DeploymentStore } from './DeploymentStore';
import { currentStage, standingOf } from './stages';
import { type Target, targetOfVersion } from './targets';
import type { DeploymentRecord, StageRecord } from './types';

const SELF = { ref: 'plugin:infra' };

/** What is said where a stage cannot begin. */
const BEGINNING = {
  request: 'The service could not be requested',
  build: 'The image could not be built',
  deploy: 'The change to the image could not be asked for',
  validate: 'The service could not be looked at',
  report: 'It could not be reported',
};

/** Thrown in the transaction of what the workflow no longer asks for, to undo it. */
class NotAnyMore extends Error {}

export interface DeploymentRunnerServices {
  knex: Knex;
  store: WorkflowStore;
  deployments: DeploymentStore;
  resources: Pick<ResourceService, 'get'>;
  changes: Pick<ResourceChanges, 'change'>;
  namedActions: Pick<NamedActions, 'act'>;
  types: Pick<TypeRegistry, 'find'>;
  bindings: Pick<CurrentBindings, 'of'>;
  auth: Pick<AuthService, 'getNoneCredentials'>;
  audit: AuditTrail;
  /** Called after a commit. */
  changed: (id: string) => void;
}

/**
 * Brings deployments further, one stage after the other. As with other workflows nothing is kept in memory: where one is follows from
 * its rows, from its runs and from where the resource stands, and what is asked for is one transaction with the mark that it was. The
 * image goes to the resource by an ordinary change: who is asked about those is asked about this one.
 */
export class DeploymentRunner {
  constructor(private readonly services: DeploymentRunnerServices) {}

  async advance(workflow: WorkflowRecord): Promise<void> {
    while (await this.#step(workflow));
  }

  /** Whether there may be more to do at once. */
  async #step({ id, actsAs }: WorkflowRecord): Promise<boolean> {
    const deployment = await this.services.deployments.find(id);
    const stage = deployment && currentStage(deployment);
    if (!deployment || !stage) return false;
    const { live, type } = deployment;
    const target = targetOfVersion(this.services.types, type, live?.version);
    if (!target) {
      await this.#stop(id, stage, `${deployment.name} is nothing any more that runs an image`);
      return false;
    }
    const { status, reason } = standingOf(deployment, stage, target);
    switch (status) {
      case 'done':
        return this.#finish(id, stage);
      case 'failed':
        await this.#stop(id, stage, reason);
        return false;
      case 'waiting':
        if (stage.name === 'report') {
          await this.#report(id);
          return false;
        }
        await this.#begin(id, actsAs, deployment, stage, target);
        // A change that needs nobody's approval and no run is at its end already.
        return false;
      default:
        return false;
    }
  }

  /** Asks for the run or the change that the stage is, unless that has happened meanwhile. */
  async #begin(
    id: string,
    actsAs: string,
    deployment: DeploymentRecord,
    stage: StageRecord,
    { imageVariable }: Target,
  ): Promise<void> {
    const { resources, changes, namedActions } = this.services;
    const { resourceId, source, check, image } = deployment;
    try {
      const { unit } = await resources.get(resourceId);
      const actor = await absentActor(actsAs, this.services);
      const mayAct = new Authority(actor).mayActFor(unit);
      const within = (trx: Knex.Transaction, runId?: string) => this.#mark(trx, id, stage, runId);
      if (stage.name === 'deploy') {
        const comment = `Deployment of ${source.repository} at ${source.commit}`;
        const patch = { variables: { [imageVariable]: image! }, comment };
        await changes.change(resourceId, patch, {
          ...{ actor, rights: { mayAct, mayApprove: false } },
          answer: trx => within(trx),
        });
      } else {
        const request =
          stage.name === 'build'
            ? { action: DEPLOYMENT_ACTIONS.build, input: source as Variables }
            : { action: DEPLOYMENT_ACTIONS.validate, input: check as Variables };
        await namedActions.act(resourceId, request, actor, mayAct, (trx, run) =>
          within(trx, run.id),
        );
      }
      this.services.changed(id);
    } catch (error) {
      if (error instanceof NotAnyMore) return;
      if (!isInfraError(error)) throw error;
      await this.#stop(id, stage, `${BEGINNING[stage.name]}: ${error.message}`);
    }
  }

  async #mark(
    trx: Knex.Transaction,
    id: string,
    { name }: StageRecord,
    runId: string | undefined,
  ): Promise<void> {
    const now = await this.#untouched(trx, id, name);
    if (!now || now.stage.begun) throw new NotAnyMore();
    await this.services.deployments.setStage(trx, id, name, { begun: true, error: null, runId });
  }

  /** The stage, if the workflow is active and still at it. Takes the lock of the workflow: nobody cancels it now. */
  async #untouched(trx: Knex.Transaction, id: string, name: StageRecord['name']) {
    const workflow = await this.services.store.lock(trx, id);
    if (workflow?.status !== 'active') return undefined;
    const deployment = await this.services.deployments.find(id, trx);
    const stage = deployment && currentStage(deployment);
    return stage?.name === name ? { workflow, deployment: deployment!, stage } : undefined;
  }

  /** Writes down what came of a stage; answers whether it was this process that did. */
  async #finish(id: string, { name }: StageRecord): Promise<boolean> {
    const { knex, deployments } = this.services;
    const isFinished = await inTransaction(knex, async trx => {
      const now = await this.#untouched(trx, id, name);
      if (!now) return false;
      const { stage, deployment } = now;
      const runId = stage.runId ?? deployment.live?.lastRunId;
      await deployments.setStage(trx, id, name, { begun: true, done: true, runId });
      const summary = stage.run?.summary ?? {};
      if (name === 'build') {
        await deployments.note(trx, id, { image: builtImageSchema.parse(summary).image });
      }
      if (name === 'validate' && typeof summary.address === 'string') {
        await deployments.note(trx, id, { address: summary.address });
      }
      return true;
    });
    if (isFinished) this.services.changed(id);
    return isFinished;
  }

  async #stop(id: string, { name }: StageRecord, reason = 'It is not known why'): Promise<void> {
    const { knex, store, deployments, audit, changed } = this.services;
    const isStopped = await inTransaction(knex, async trx => {
      const now = await this.#untouched(trx, id, name);
      if (!now) return false;
      const runId = now.stage.runId ?? (now.stage.begun ? now.deployment.live?.lastRunId : null);
      await deployments.setStage(trx, id, name, { error: reason, runId });
      await store.advance(trx, id, { status: 'stopped', reason });
      const subject = { kind: 'workflow' as const, id };
      const after = { stage: name, reason };
      await audit.record(trx, { event: 'workflow-stopped', actor: SELF, subject, after });
      await audit.record(trx, {
        ...{ event: 'deployment-stopped', actor: SELF, after: { workflowId: id, ...after } },
        subject: { kind: 'resource', id: now.deployment.resourceId },
      });
      return true;
    });
    if (isStopped) changed(id);
  }

  /** The last stage: what was deployed is kept with the workflow, and told in the trail of the resource. */
  async #report(id: string): Promise<void> {
    const { knex, store, deployments, audit, changed } = this.services;
    const isReported = await inTransaction(knex, async trx => {
      const now = await this.#untouched(trx, id, 'report');
      if (!now) return false;
      const { workflow, deployment } = now;
      const report = reportOf(workflow, deployment);
      await deployments.setStage(trx, id, 'report', { begun: true, done: true });
      await deployments.note(trx, id, { report });
      await store.advance(trx, id, { status: 'done' });
      const { resourceId, source } = deployment;
      const actor = { ref: workflow.actsAs };
      await audit.record(trx, {
        ...{ event: 'resource-deployed', actor, subject: { kind: 'resource', id: resourceId } },
        after: { workflowId: id, repository: source.repository, ...report },
      });
      const subject = { kind: 'workflow' as const, id };
      await audit.record(trx, { event: 'workflow-done', actor: SELF, subject });
      return true;
    });
    if (isReported) changed(id);
  }
}

function reportOf(
  { actsAs, createdAt }: WorkflowRecord,
  { image, address, source, live }: DeploymentRecord,
): DeploymentReport {
  const now = new Date();
  return {
    ...{ commit: source.commit, image: image!, revision: live!.revision, deployedBy: actsAs },
    ...(address === undefined ? {} : { address }),
    seconds: Math.round((now.getTime() - createdAt.getTime()) / 1000),
    time: now.toISOString(),
  };
}
