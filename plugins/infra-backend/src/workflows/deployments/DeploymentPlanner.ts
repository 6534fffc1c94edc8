import {
  type CreateWorkflow,
  type DeploymentSource,
  formatPosition,
  isAtRest,
  type ValidationProblem,
} from '@bailiwick/backstage-plugin-infra-common';
import { InfraError, isInfraError, validationError } from '@bailiwick/backstage-plugin-infra-node';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '../../access';
import type { AuthorizedResourceService } from '../../resources/AuthorizedResourceService';
import type { Plan } from '../../resources/planning';
import type { ResourceAccess } from '../../resources/ResourceAccess';
import type { ResourceRecord } from '../../resources/types';
import { readingModule } from '../../resources/types/moduleReading';
import type { TypeRegistry } from '../../resources/types/TypeRegistry';
import type { ViewAids } from '../../resources/Views';
import { type Target, targetOf, targetOfVersion } from './targets';
import type { PinnedSource } from './types';

export type DeploymentWish = Extract<CreateWorkflow, { kind: 'deployment' }>;

/** A service that code is to be deployed to. */
export interface Service {
  id: string;
  name: string;
  type: string;
  unit: { id: string; name: string };
  integrations: readonly string[];
  target: Target;
  /** What it is, where it is there. */
  record?: ResourceRecord;
  /** Its request, where it is to be made first. */
  plan?: Plan;
}

export interface DeploymentPlannerServices {
  access: Pick<ResourceAccess, 'readable' | 'mayAct' | 'refusalToAct'>;
  resources: Pick<AuthorizedResourceService, 'planJoint'>;
  types: Pick<TypeRegistry, 'find'>;
  credentials: ViewAids['credentials'];
}

/** As they stand in the request of the service, so below it in that of the workflow. */
const below = (part: string, problems: readonly ValidationProblem[]) =>
  validationError(problems.map(({ pointer, message }) => ({ pointer: part + pointer, message })));

const runsNoImage = (pointer: string, type: string) =>
  validationError([
    { pointer, message: `must be of a type that runs an image, which ${type} does not` },
  ]);

/** Finds out what a deployment would be to, and pins what it is of. */
export class DeploymentPlanner {
  constructor(private readonly services: DeploymentPlannerServices) {}

  /**
   * The service, if the actor may deploy to it.
   *
   * @throws InfraError VALIDATION_ERROR, NOT_FOUND, FORBIDDEN, INVALID_STATE where no image can be built
   */
  async service(actor: Actor, wish: DeploymentWish): Promise<Service> {
    const service = wish.service
      ? await this.#requested(actor, wish.service)
      : await this.#existing(actor, wish.resourceId!);
    const { unavailable } = service.target.deployments;
    if (unavailable) throw new InfraError('INVALID_STATE', unavailable);
    return service;
  }

  /** Why nothing can be deployed to it now; undefined where something can. */
  refusal({ record }: Service): string | undefined {
    if (!record) return undefined;
    const rests = isAtRest(record) && record.status !== 'approval_pending';
    if (record.state === 'provisioned' && rests && !record.pendingChange) return undefined;
    return `Nothing can be deployed to ${record.name} while it is ${formatPosition(record)}`;
  }

  /**
   * What a branch or tag stands for at this moment, asked with the credentials of the service.
   *
   * @throws InfraError VALIDATION_ERROR with pointers below `/source`, UPSTREAM_FAILED
   */
  async pin(actor: Actor, service: Service, source: DeploymentSource): Promise<PinnedSource> {
    const { repository, ref, commit } = source;
    let folder: Promise<string> | undefined;
    try {
      const environment = await this.services.credentials(
        { resourceId: service.id, view: 'deployment', requestedBy: actor.ref },
        () => (folder ??= mkdtemp(join(tmpdir(), 'infra-pin-'))),
        service.integrations,
      );
      const { deployments } = service.target;
      const pinned = await readingModule(signal =>
        deployments.pin({ repository, ref, commit, environment }, signal),
      );
      return { ...source, commit: pinned };
    } finally {
      if (folder) await rm(await folder, { recursive: true, force: true });
    }
  }

  async #existing(actor: Actor, resourceId: string): Promise<Service> {
    const { access, types } = this.services;
    const record = await access.readable(actor, resourceId);
    const { id, name, type, unit, integrations } = record;
    const target = targetOfVersion(types, type, record.version);
    if (!target) throw runsNoImage('/resourceId', `${type} ${record.version}`);
    if (!(await access.mayAct(actor, record))) {
      throw access.refusalToAct(actor, record, `deploy to ${name}`);
    }
    return { id, name, type, unit, integrations, target, record };
  }

  async #requested(actor: Actor, request: NonNullable<DeploymentWish['service']>) {
    const id = randomUUID();
    let plan: Plan;
    try {
      plan = await this.services.resources.planJoint(actor, { id, request, parents: [] });
    } catch (error) {
      if (!isInfraError(error, 'VALIDATION_ERROR')) throw error;
      throw below('/service', error.details as ValidationProblem[]);
    }
    const target = targetOf(plan.type);
    if (!target) throw runsNoImage('/service/type', request.type);
    const { name, unit, integrations } = plan;
    return { id, name, type: request.type, unit, integrations, target, plan };
  }
}
