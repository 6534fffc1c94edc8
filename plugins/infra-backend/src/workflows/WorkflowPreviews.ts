import {
  addAmounts,
  type Cost,
  type CreateWorkflow,
  type DryRunResult,
  formatPosition,
  NOTHING,
  positionsOf,
  type WorkflowPreview,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import type { Actor } from '../access';
import { stepsFor } from '../approvals';
import type { AuthorizedResourceService } from '../resources/AuthorizedResourceService';
import type { ResourceAccess } from '../resources/ResourceAccess';
import { showSteps } from '../resources/ResourcePresenter';
import type { ResourceRecord } from '../resources/types';
import type { TypeRegistry } from '../resources/types/TypeRegistry';
import type { CreationPlanner } from './CreationPlanner';
import type { CreationWish } from './Creations';
import type { DeploymentPlanner, DeploymentWish } from './deployments/DeploymentPlanner';
import type { DeploymentStore } from './deployments/DeploymentStore';
import { stepsToDestroy } from './Descendants';
import { lookThrough } from './steering';
import type { WorkflowStore } from './WorkflowStore';

export interface WorkflowPreviewServices {
  knex: Knex;
  store: Pick<WorkflowStore, 'isTaken'>;
  access: Pick<ResourceAccess, 'readable' | 'readableAmong'>;
  resources: Pick<AuthorizedResourceService, 'forecastJoint'>;
  types: Pick<TypeRegistry, 'find'>;
  creations: CreationPlanner;
  deployments: {
    store: Pick<DeploymentStore, 'isTaken'>;
    planner: Pick<DeploymentPlanner, 'service' | 'refusal'>;
  };
}

const sum = (amounts: readonly Cost[]) => amounts.reduce(addAmounts, NOTHING);

const described = ({ steps }: DryRunResult['approval']): string[] =>
  steps.map(({ title, approvers }) => `${title}: ${approvers}`);

/** Whether a destruction can be asked of it as it is now; what rests upon it aside, for that goes first. */
const isDestroyable = ({ state, status }: ResourceRecord): boolean =>
  state === 'destroy' ||
  positionsOf('destroy').some(from => from.state === state && from.status === status);

/** What would become of a workflow if it were started now. */
export class WorkflowPreviews {
  constructor(private readonly services: WorkflowPreviewServices) {}

  /** @throws InfraError VALIDATION_ERROR, NOT_FOUND, FORBIDDEN where nothing of it could be done */
  async preview(actor: Actor, wish: CreateWorkflow): Promise<WorkflowPreview> {
    switch (wish.kind) {
      case 'create':
        return this.#creation(actor, wish);
      case 'deployment':
        return this.#deployment(actor, wish);
      default:
        return this.#destruction(actor, wish);
    }
  }

  async #creation(actor: Actor, wish: CreationWish): Promise<WorkflowPreview> {
    const { resources, creations: planner } = this.services;
    const { creations, plans } = await planner.plan(actor, wish);
    const { problems, quota, budget, approvals } = await resources.forecastJoint(actor, plans);
    return {
      ...{ valid: problems.length === 0, problems, quota },
      ...(budget ? { budget } : {}),
      warnings: [...new Set(plans.flatMap(({ warnings }) => warnings))],
      steps: creations.map(({ node, joint }, index) => ({
        ...{ id: node.key, name: joint.request.name, type: node.type },
        ...{ unitName: plans[index].unit.name, cost: plans[index].cost },
        ...{ after: node.parents, approval: described(approvals[index]) },
      })),
      cost: sum(plans.map(({ cost }) => cost)),
    };
  }

  /** Of one service: what a new one takes, and who is asked before it runs the image. The repository is not asked. */
  async #deployment(actor: Actor, wish: DeploymentWish): Promise<WorkflowPreview> {
    const { knex, resources, deployments } = this.services;
    const service = await deployments.planner.service(actor, wish);
    const { id, name, type, unit, plan, record } = service;
    const forecast = plan ? await resources.forecastJoint(actor, [plan]) : undefined;
    const problems = forecast?.problems ?? [];
    const refusal = deployments.planner.refusal(service);
    if (refusal) problems.push({ code: 'INVALID_STATE', message: refusal });
    if (await deployments.store.isTaken(knex, id)) {
      const message = `A deployment to ${name} is under way already`;
      problems.push({ code: 'CONFLICT', message });
    }
    const cost = plan?.cost ?? NOTHING;
    return {
      ...{ valid: problems.length === 0, problems, quota: forecast?.quota ?? [], cost },
      ...(forecast?.budget ? { budget: forecast.budget } : {}),
      warnings: plan?.warnings ?? [],
      steps: [
        {
          ...{ id, name, type, unitName: unit.name, cost, after: [] },
          approval: record
            ? this.#asked('change', actor, record)
            : (forecast?.approvals.flatMap(described) ?? []),
        },
      ],
    };
  }

  async #destruction(
    actor: Actor,
    { resourceId }: { resourceId: string },
  ): Promise<WorkflowPreview> {
    const { knex, store, access } = this.services;
    const root = await access.readable(actor, resourceId);
    const steps = await stepsToDestroy(knex, root.id);
    const { found, refusal } = await lookThrough(access, actor, steps);
    const problems: WorkflowPreview['problems'] = [];
    if (root.state === 'destroyed') {
      problems.push({ code: 'INVALID_STATE', message: `${root.name} is destroyed already` });
    }
    if (refusal) problems.push({ code: 'FORBIDDEN', message: refusal });
    if (await store.isTaken(knex, 'destroy', root.id)) {
      const message = `A workflow that destroys ${root.name} is under way already`;
      problems.push({ code: 'CONFLICT', message });
    }
    const records = [...found.values()].map(({ record }) => record);
    return {
      ...{ valid: problems.length === 0, problems, quota: [] },
      warnings: records
        .filter(record => !isDestroyable(record))
        .map(
          record =>
            `${record.name} is ${formatPosition(record)} and would stop it when its turn comes`,
        ),
      steps: steps.flatMap(step => {
        const record = found.get(step.resourceId)?.record;
        if (!record) return [];
        return {
          ...{ id: step.resourceId, name: step.name, type: step.type },
          ...{ unitName: record.unit.name, cost: record.cost },
          after: step.after.filter(id => found.has(id)),
          approval: this.#asked('destroy', actor, record),
        };
      }),
      cost: sum(
        records.filter(({ reservation }) => reservation !== 'released').map(({ cost }) => cost),
      ),
    };
  }

  /** Who would be asked before the resource is destroyed or changed. */
  #asked(kind: 'destroy' | 'change', { ref }: Actor, record: ResourceRecord): string[] {
    const { name, unit, site, variables, cost } = record;
    const policy = this.services.types.find(record.type, record.version)?.definition.approval;
    const facts = { kind, name, unit: unit.slug, site, variables, cost };
    return described(showSteps(stepsFor(policy, { ...facts, costBefore: cost, requestedBy: ref })));
  }
}
