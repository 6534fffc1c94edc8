import type {
  Blueprint,
  BlueprintNode,
  CreateWorkflow,
  ValidationProblem,
} from '@bailiwick/backstage-plugin-infra-common';
import { isInfraError, validationError } from '@bailiwick/backstage-plugin-infra-node';
import { randomUUID } from 'node:crypto';
import type { JointRequest } from '../resources/AuthorizedResourceService';
import { chosen, inputOf, variablesOf } from './blueprints/inputs';
import { inOrder } from './blueprints/order';
import type { NewStep } from './types';

export type CreationWish = Extract<CreateWorkflow, { kind: 'create' }>;

export interface Creation {
  node: BlueprintNode;
  joint: JointRequest;
}

const LONGEST_NAME = 63;

/**
 * The requests that a blueprint stands for, what is rested upon first.
 *
 * @throws InfraError VALIDATION_ERROR
 */
export function creationsOf(blueprint: Blueprint, wish: CreationWish): Creation[] {
  const { values, problems } = chosen(blueprint, wish.inputs);
  const nameOf = ({ key }: BlueprintNode) => `${wish.name}-${key}`;
  const long = blueprint.nodes.map(nameOf).filter(name => name.length > LONGEST_NAME);
  if (long.length > 0) {
    const message = `is too long: ${long[0]} would have more than ${LONGEST_NAME} characters`;
    problems.push({ pointer: '/name', message });
  }
  if (problems.length > 0) throw validationError(problems);
  const made = new Map<string, Creation>();
  for (const node of inOrder(blueprint.nodes).ordered) {
    const parents = node.parents.flatMap(key => made.get(key) ?? []);
    made.set(node.key, {
      node,
      joint: {
        id: randomUUID(),
        request: {
          ...{ type: node.type, version: node.version, name: nameOf(node) },
          ...{ unitId: wish.unitId, site: wish.site, variables: variablesOf(node, values) },
        },
        parents: parents.map(parent => ({
          ...{ id: parent.joint.id, name: nameOf(parent.node), type: parent.node.type },
          ...{ unitId: wish.unitId, state: 'provision', status: 'pending' },
        })),
      },
    });
  }
  return [...made.values()];
}

export const stepsToCreate = (creations: readonly Creation[]): NewStep[] =>
  creations.map(({ node, joint: { id, request, parents } }) => ({
    ...{ resourceId: id, name: request.name, type: request.type, key: node.key },
    after: parents.map(parent => parent.id),
  }));

/** Problems of one request as problems of the whole: each at the input that it comes from, where it comes from one. */
export function toProblems(node: BlueprintNode, problems: readonly ValidationProblem[]) {
  return problems.map(({ pointer, message }) => {
    const [, part, variable = ''] = pointer.split('/');
    const value = part === 'variables' ? node.variables[variable] : undefined;
    const input = value === undefined ? undefined : inputOf(value);
    if (input !== undefined) return { pointer: `/inputs/${input}`, message };
    if (['name', 'unitId', 'site'].includes(part)) return { pointer: `/${part}`, message };
    return { pointer: '/blueprint', message: `${node.key}: ${pointer} ${message}` };
  });
}

/** Gathers what is wrong with several requests, so that all of it is told at once. */
export class ProblemCollector {
  readonly #problems: ValidationProblem[] = [];

  /** @throws what is no problem of the input */
  add(node: BlueprintNode, error: unknown): void {
    if (!isInfraError(error, 'VALIDATION_ERROR')) throw error;
    this.#problems.push(...toProblems(node, error.details as ValidationProblem[]));
  }

  /** @throws InfraError VALIDATION_ERROR where there was any */
  tell(): void {
    const found = new Map(this.#problems.map(each => [`${each.pointer} ${each.message}`, each]));
    if (found.size > 0) throw validationError([...found.values()]);
  }
}
