import {
  type ActionRequest,
  type ActionResult,
  type ChangeForecast,
  type CreateResource,
  type DryRunResult,
  type ModuleOfRequest,
  type PatchResource,
  type ReadModule,
  type Resource,
  resourceRequestPermission,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden, notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { type Actor, Authority, type PermissionGate } from '../access';
import { stepsFor } from '../approvals';
import { keepAnswer } from '../lib/database';
import type { AuthorizedUnitService } from '../organisation';
import type { ChangeForecasts, ForecastCall } from './ChangeForecasts';
import type { FavouriteStore } from './FavouriteStore';
import type { LabelPatch, LabelService } from './LabelService';
import type { ChangePlanner, Plan, Planner } from './planning';
import type { NamedActionRequest, NamedActions } from './NamedActions';
import type { ReadableResources } from './ReadableResources';
import type { ResourceAccess } from './ResourceAccess';
import type { RequestedAction, ResourceActions, Within } from './ResourceActions';
import type { ChangeCall, ResourceChanges } from './ResourceChanges';
import { type ResourcePresenter, showSteps } from './ResourcePresenter';
import type { ResourceService } from './ResourceService';
import type { Relative, ResourceRecord } from './types';

export interface AuthorizedResourceServices {
  readable: ReadableResources;
  resources: ResourceService;
  actions: ResourceActions;
  namedActions: NamedActions;
  changes: ResourceChanges;
  forecasts: ChangeForecasts;
  labels: LabelService;
  favourites: FavouriteStore;
  planner: Planner;
  changePlanner: ChangePlanner;
  access: ResourceAccess;
  presenter: ResourcePresenter;
  authorizedUnits: AuthorizedUnitService;
  gate: PermissionGate;
}

/** One of several resources that are requested together. */
export interface JointRequest {
  id: string;
  request: CreateResource;
  /** Those before it that it rests upon. */
  parents: readonly Relative[];
}

/** What an actor does with resources: what they may not read is not there, and what they may not do is refused. */
export class AuthorizedResourceService {
  constructor(private readonly services: AuthorizedResourceServices) {}

  /** @throws InfraError VALIDATION_ERROR, NOT_FOUND for the unit, FORBIDDEN, CONFLICT, QUOTA_EXCEEDED */
  async create(actor: Actor, request: CreateResource): Promise<Resource> {
    const plan = await this.#plan(actor, request);
    let answer: Resource | undefined;
    await this.services.resources.create(plan, actor, async (trx, record) => {
      const relatives = { parents: plan.parents, children: [] };
      answer = await this.services.presenter.showWithin(trx, actor, record, relatives);
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

  /** What would become of what {@link planJoint} answered, of which there is at least one; who is asked of each, in the same order. */
  async forecastJoint(actor: Actor, plans: readonly Plan[]) {
    const [first, ...others] = plans;
    const { problems, ...effects } = await this.services.resources.forecast([first, ...others]);
    return {
      problems,
      ...(await this.#readableEffects(actor, first.unit.id, effects)),
      approvals: plans.map(plan => this.#approvalOf(actor, plan)),
    };
  }

  /** What would become of the request; nothing is stored. */
  async dryRun(actor: Actor, request: CreateResource): Promise<DryRunResult> {
    const plan = await this.#plan(actor, request);
    const { problems, ...effects } = await this.services.resources.forecast([plan]);
    return {
      valid: problems.length === 0,
      problems,
      ...(plan.warnings.length > 0 ? { warnings: plan.warnings } : {}),
      ...(plan.externalName ? { externalName: plan.externalName } : {}),
      cost: plan.cost,
      ...(await this.#readableEffects(actor, plan.unit.id, effects)),
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
    return { resource: await this.services.readable.get(actor, id), ...(runId ? { runId } : {}) };
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
    const circumstances = await this.#circumstances(actor, id);
    await this.services.actions.act(id, action, actor, circumstances, request, within);
  }

  /**
   * Takes an action that the provisioner of a resource brings along.
   *
   * @throws InfraError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, INVALID_STATE
   */
  async actByName(actor: Actor, id: string, request: NamedActionRequest): Promise<ActionResult> {
    const { access, namedActions } = this.services;
    const record = await access.readable(actor, id);
    const { role } = namedActions.find(record, request.action);
    const mayUse = await access.mayUse(actor, role, record);
    const run = await namedActions.act(id, request, actor, mayUse);
    return { resource: await this.services.readable.get(actor, id), runId: run.id };
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

  /**
   * What would come of {@link change}; nothing is stored.
   *
   * @throws InfraError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, STALE_REVISION
   */
  async forecastChange(
    actor: Actor,
    id: string,
    patch: PatchResource,
    ifMatch?: string,
  ): Promise<ChangeForecast> {
    const call = await this.#forecastCall(actor, id);
    const forecast = await this.services.forecasts.ofChange(patch, { ...call, ifMatch });
    return this.#readableForecast(actor, call.record, forecast);
  }

  /** What would come of the action `extend`. @throws InfraError NOT_FOUND, FORBIDDEN */
  async forecastExtension(actor: Actor, id: string): Promise<ChangeForecast> {
    const call = await this.#forecastCall(actor, id);
    const forecast = await this.services.forecasts.ofExtension(call);
    return this.#readableForecast(actor, call.record, forecast);
  }

  /** @throws InfraError as {@link change} */
  async restore(
    actor: Actor,
    id: string,
    revision: number,
    ifMatch?: string,
  ): Promise<ActionResult> {
    return this.#propose(actor, id, ifMatch, call =>
      this.services.changes.restore(id, revision, call),
    );
  }

  /** Sets and removes labels. @throws InfraError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR */
  async label(actor: Actor, id: string, labels: LabelPatch): Promise<Resource> {
    await this.services.access.requireActable(actor, id);
    await this.services.labels.change(id, labels, actor);
    return this.services.readable.get(actor, id);
  }

  /** Keeps a resource at hand for the actor, or no longer. @throws InfraError NOT_FOUND */
  async markFavourite(actor: Actor, id: string, wanted: boolean): Promise<void> {
    await this.services.access.requireReadable(actor, id);
    await this.services.favourites.mark(actor.ref, id, wanted);
  }

  async #propose(
    actor: Actor,
    id: string,
    ifMatch: string | undefined,
    work: (call: ChangeCall) => Promise<void>,
  ): Promise<ActionResult> {
    const rights = await this.#circumstances(actor, id);
    let runId: string | undefined;
    await work({
      ...{ actor, rights, ifMatch },
      answer: async (_, run) => {
        runId = run?.id;
      },
    });
    return { resource: await this.services.readable.get(actor, id), ...(runId ? { runId } : {}) };
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, INVALID_STATE, STALE_REVISION, DEPENDENCY_EXISTS */
  async delete(actor: Actor, id: string, ifMatch?: string): Promise<void> {
    const circumstances = await this.#circumstances(actor, id);
    await this.services.actions.delete(id, actor, circumstances, ifMatch);
  }

  /**
   * Reads the module that a request names, for whoever may request something, or change the resource, with just these variables.
   *
   * @throws InfraError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, UPSTREAM_FAILED
   */
  async readModule(
    actor: Actor,
    type: string,
    { resourceId, ...wish }: ReadModule,
    signal: AbortSignal,
  ): Promise<ModuleOfRequest> {
    const { access, gate, changePlanner } = this.services;
    const record = resourceId === undefined ? undefined : await access.readable(actor, resourceId);
    if (record && record.type !== type) throw notFound('resource', record.id);
    const authority = new Authority(actor);
    const may = record ? authority.mayActFor(record.unit) : authority.mayActForSome;
    if (!may) throw forbidden('Only a lead of a team or an administrator reads modules for it');
    await gate.require(actor, resourceRequestPermission);
    return changePlanner.showModule(type, wish, { actor, record, signal });
  }

  async #plan(
    actor: Actor,
    request: CreateResource,
    planned: readonly Relative[] = [],
  ): Promise<Plan> {
    const { authorizedUnits, planner, gate, access } = this.services;
    const unit = await authorizedUnits.get(actor, request.unitId);
    const mayRead = (parent: ResourceRecord) => access.mayRead(actor, parent);
    const plan = await planner.plan(request, unit, mayRead, actor, planned);
    if (!new Authority(actor).mayActFor(unit)) {
      throw forbidden(
        `Only a lead of ${unit.name} or an administrator may request resources for it`,
      );
    }
    await gate.require(actor, resourceRequestPermission);
    return plan;
  }

  async #circumstances(actor: Actor, id: string) {
    const { access } = this.services;
    return access.circumstances(actor, await access.readable(actor, id));
  }

  async #forecastCall(actor: Actor, id: string): Promise<ForecastCall> {
    const { access } = this.services;
    const record = await access.readable(actor, id);
    return { actor, record, rights: await access.circumstances(actor, record) };
  }

  async #readableForecast(
    actor: Actor,
    { unit }: ResourceRecord,
    forecast: ChangeForecast,
  ): Promise<ChangeForecast> {
    return { ...forecast, ...(await this.#readableEffects(actor, unit.id, forecast)) };
  }

  async #readableEffects(
    actor: Actor,
    unitId: string,
    { quota, budget = [] }: Pick<DryRunResult, 'quota' | 'budget'>,
  ): Promise<Pick<DryRunResult, 'quota' | 'budget'>> {
    const { presenter } = this.services;
    const money = await presenter.readableLevels(actor, unitId, budget);
    return {
      quota: await presenter.readableLevels(actor, unitId, quota),
      ...(money.length > 0 ? { budget: money } : {}),
    };
  }

  #approvalOf({ ref }: Actor, plan: Plan): DryRunResult['approval'] {
    const { name, unit, site, variables, cost } = plan;
    const policy = plan.type.definition.approval;
    const facts = { kind: 'create' as const, name, unit: unit.slug, site, variables, cost };
    return showSteps(stepsFor(policy, { ...facts, requestedBy: ref }));
  }
}
