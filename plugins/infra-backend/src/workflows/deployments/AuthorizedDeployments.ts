import {
  type Deployment,
  hasFailed,
  type Workflow,
} from '@bailiwick/backstage-plugin-infra-common';
import { conflict, InfraError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { Actor } from '../../access';
import type { AuditTrail } from '../../audit';
import { inTransaction, keepAnswer } from '../../lib/database';
import type { AuthorizedResourceService } from '../../resources/AuthorizedResourceService';
import type { ResourceAccess } from '../../resources/ResourceAccess';
import type { TypeRegistry } from '../../resources/types/TypeRegistry';
import type { UnitService } from '../../organisation';
import { actionsOf, notPossible } from '../steering';
import type { WorkflowRecord } from '../types';
import { toWorkflow } from '../view';
import type { WorkflowStore } from '../WorkflowStore';
import type { DeploymentPlanner, DeploymentWish, Service } from './DeploymentPlanner';
import type { DeploymentStore, StageChange } from './DeploymentStore';
import { currentStage, stagesOf } from './stages';
import { targetOfVersion } from './targets';
import type { DeploymentRecord, PinnedSource, StageRecord } from './types';
import { toDeployment } from './view';

export interface AuthorizedDeploymentsServices {
  knex: Knex;
  store: WorkflowStore;
  deployments: DeploymentStore;
  planner: DeploymentPlanner;
  access: Pick<
    ResourceAccess,
    'readableAmong' | 'readable' | 'mayAct' | 'refusalToAct' | 'standing'
  >;
  resources: Pick<AuthorizedResourceService, 'createAll' | 'actWithin'>;
  types: Pick<TypeRegistry, 'find'>;
  units: Pick<UnitService, 'get'>;
  audit: AuditTrail;
  /** Called after a commit. */
  changed: (id: string) => void;
}

const nothing = async () => {};

const notResumable = (workflow: WorkflowRecord) =>
  new InfraError('INVALID_STATE', notPossible('resume', workflow));

/** Deployments for an actor: who starts and steers them, and what the actor is shown of them. */
export class AuthorizedDeployments {
  constructor(private readonly services: AuthorizedDeploymentsServices) {}

  /**
   * Begins to bring code to a service, which is requested first where it is not there yet.
   *
   * @throws InfraError VALIDATION_ERROR, NOT_FOUND, FORBIDDEN, INVALID_STATE, CONFLICT, QUOTA_EXCEEDED, UPSTREAM_FAILED
   */
  async create(actor: Actor, wish: DeploymentWish): Promise<Workflow> {
    const { planner, resources, changed } = this.services;
    const service = await planner.service(actor, wish);
    const refusal = planner.refusal(service);
    if (refusal) throw new InfraError('INVALID_STATE', refusal);
    const source = await planner.pin(actor, service, wish.source);
    const insert = (trx: Knex.Transaction) => this.#insert(trx, actor, service, wish, source);
    let made: Workflow | undefined;
    if (service.plan) {
      await resources.createAll(actor, [{ ...service.plan, id: service.id }], async trx => {
        made = await insert(trx);
      });
    } else made = await inTransaction(this.services.knex, insert);
    changed(made!.id);
    return made!;
  }

  /** What the actor may read of it; undefined where the workflow is no deployment, or its resource is not theirs to read. */
  async show(actor: Actor, { id }: WorkflowRecord): Promise<Deployment | undefined> {
    const { deployments, access, types } = this.services;
    const deployment = await deployments.find(id);
    if (!deployment) return undefined;
    const { resourceId, live, type } = deployment;
    const found = (await access.readableAmong(actor, [resourceId])).get(resourceId);
    if (live && !found) return undefined;
    const approval = found && (await access.standing(actor, [found.record])).open.get(resourceId);
    return toDeployment(deployment, targetOfVersion(types, type, live?.version), approval?.id);
  }

  /**
   * Goes on with what is stopped, as the actor: what failed is tried again, what was rejected is asked for again.
   *
   * @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE, CONFLICT
   */
  async resume(actor: Actor, workflow: WorkflowRecord): Promise<void> {
    const { knex, store, deployments, resources } = this.services;
    const { id } = workflow;
    if (workflow.status !== 'stopped') throw notResumable(workflow);
    const { deployment, stage } = await this.#actable(actor, id);
    const { resourceId, name } = deployment;
    const isRetry = isRetriedWithResource(deployment, stage);
    if (isRetry) await resources.actWithin(actor, resourceId, 'retry', {}, nothing);
    await inTransaction(knex, async trx => {
      await trx('resources').where({ id: resourceId }).forUpdate().first('id');
      const locked = await store.lock(trx, id);
      if (locked?.status !== 'stopped') throw notResumable(locked ?? workflow);
      await this.#requireFree(trx, resourceId, name);
      const again: StageChange = isRetry ? {} : { begun: false, runId: null };
      await deployments.setStage(trx, id, stage.name, { ...again, error: null });
      await store.advance(trx, id, { status: 'active', actsAs: actor.ref });
      const subject = { kind: 'workflow' as const, id };
      const after = { stage: stage.name };
      await this.services.audit.record(trx, { event: 'workflow-resumed', actor, subject, after });
    });
  }

  /** A service that waits for its parents is withdrawn, and gives its quota back. What has begun goes on to its end. */
  async withdraw(actor: Actor, { id, status }: WorkflowRecord): Promise<void> {
    if (status !== 'active' && status !== 'stopped') return;
    const { deployments, resources } = this.services;
    const deployment = await deployments.find(id);
    if (deployment?.live?.state !== 'provision' || deployment.live.status !== 'pending') return;
    await resources.actWithin(actor, deployment.resourceId, 'cancel', {}, nothing);
  }

  async #insert(
    trx: Knex.Transaction,
    actor: Actor,
    service: Service,
    { check }: DeploymentWish,
    source: PinnedSource,
  ): Promise<Workflow> {
    const { store, deployments, units, audit } = this.services;
    const { id: resourceId, name, type, unit, target, plan } = service;
    // Two who ask at the same time come one after the other.
    await trx('resources').where({ id: resourceId }).forUpdate().first('id');
    await this.#requireFree(trx, resourceId, name);
    const wish = { kind: 'deployment' as const, title: name, unitId: unit.id };
    const id = await store.insert(trx, { ...wish, requestedBy: actor.ref }, []);
    const stages = stagesOf(target, plan !== undefined);
    await deployments.insert(trx, id, { resourceId, name, type, source, check, stages });
    const { repository, commit } = source;
    await audit.record(trx, {
      ...{ event: 'workflow-started', actor, subject: { kind: 'workflow', id } },
      after: { resourceIds: [resourceId], repository, commit },
    });
    const made = (await store.find(id, trx))!;
    const shown = toDeployment((await deployments.find(id, trx))!, target, undefined);
    const allowed = actionsOf(actor, made, await units.get(unit.id));
    const body = { ...toWorkflow(made, [], allowed), deployment: shown };
    await keepAnswer(trx, { status: 202, body });
    return body;
  }

  async #requireFree(trx: Knex.Transaction, resourceId: string, name: string): Promise<void> {
    if (await this.services.deployments.isTaken(trx, resourceId)) {
      throw conflict(`A deployment to ${name} is under way already`);
    }
  }

  async #actable(actor: Actor, id: string) {
    const { deployments, access } = this.services;
    const deployment = await deployments.find(id);
    const stage = deployment && currentStage(deployment);
    if (!deployment || !stage) throw new Error(`Workflow ${id} has no stage to go on with`);
    const record = await access.readable(actor, deployment.resourceId);
    if (!(await access.mayAct(actor, record))) {
      throw access.refusalToAct(actor, record, 'do this');
    }
    return { deployment, stage };
  }
}

/** What failed is an apply of the resource itself: the request of it, or the change to the image. */
function isRetriedWithResource({ live }: DeploymentRecord, { name, begun }: StageRecord): boolean {
  if (!live || !hasFailed(live)) return false;
  return name === 'request'
    ? live.state === 'provision'
    : name === 'deploy' && begun && live.state === 'provisioned';
}
