import type { ValidationProblem } from '@bailiwick/backstage-plugin-infra-common';
import type { Draft } from './draft';

/** What is wrong, sorted to where it is. Pointers of a node's problems begin at the node. */
export interface SortedProblems {
  byKey: ReadonlyMap<string, readonly ValidationProblem[]>;
  /** By the name of the input. */
  byInput: ReadonlyMap<string, readonly ValidationProblem[]>;
  others: readonly ValidationProblem[];
}

const PLACE = /^\/(nodes|inputs)\/(\d+)(\/.*)?$/;

export function sortProblems(
  problems: readonly ValidationProblem[],
  { nodes, inputs }: Pick<Draft, 'nodes' | 'inputs'>,
): SortedProblems {
  const byKey = new Map<string, ValidationProblem[]>();
  const byInput = new Map<string, ValidationProblem[]>();
  const others: ValidationProblem[] = [];
  for (const problem of problems) {
    const [, kind, index, rest = ''] = PLACE.exec(problem.pointer) ?? [];
    const name = kind === 'nodes' ? nodes[Number(index)]?.key : inputs[Number(index)]?.name;
    if (kind === undefined || name === undefined) others.push(problem);
    else {
      const place = kind === 'nodes' ? byKey : byInput;
      place.set(name, [...(place.get(name) ?? []), { ...problem, pointer: rest }]);
    }
  }
  return { byKey, byInput, others };
}
