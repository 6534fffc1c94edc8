import type { Blueprint } from '@bailiwick/backstage-plugin-infra-common';
import { isInfraError, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Actor } from '../access';
import type { AuthorizedResourceService } from '../resources/AuthorizedResourceService';
import type { Plan } from '../resources/planning';
import type { AuthorizedBlueprintService } from './blueprints/AuthorizedBlueprintService';
import { type Creation, type CreationWish, creationsOf, ProblemCollector } from './Creations';

export interface CreationPlannerServices {
  resources: Pick<AuthorizedResourceService, 'planJoint'>;
  blueprints: Pick<AuthorizedBlueprintService, 'get'>;
}

/** What a use of a blueprint comes to. */
export interface PlannedCreations {
  blueprint: Blueprint;
  /** What is rested upon comes first. */
  creations: readonly Creation[];
  /** One for each creation, in the same order. */
  plans: readonly Plan[];
}

/** Turns the use of a blueprint into requests that can be carried out together. */
export class CreationPlanner {
  constructor(private readonly services: CreationPlannerServices) {}

  /** @throws InfraError VALIDATION_ERROR with all that is wrong at once, NOT_FOUND for the unit, FORBIDDEN */
  async plan(actor: Actor, wish: CreationWish): Promise<PlannedCreations> {
    const blueprint = await this.#blueprintOf(actor, wish);
    const creations = creationsOf(blueprint, wish);
    const problems = new ProblemCollector();
    const plans: Plan[] = [];
    for (const { node, joint } of creations) {
      try {
        plans.push(await this.services.resources.planJoint(actor, joint));
      } catch (error) {
        problems.add(node, error);
      }
    }
    problems.tell();
    return { blueprint, creations, plans };
  }

  async #blueprintOf(actor: Actor, { blueprint: name }: CreationWish): Promise<Blueprint> {
    try {
      return (await this.services.blueprints.get(actor, name)).blueprint;
    } catch (error) {
      if (!isInfraError(error, 'NOT_FOUND')) throw error;
      throw validationError([{ pointer: '/blueprint', message: `there is no blueprint ${name}` }]);
    }
  }
}
