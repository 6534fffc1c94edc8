import {
  type Blueprint,
  createBlueprintSchema,
  type ValidationProblem,
} from '@bailiwick/backstage-plugin-infra-common';
import { type Handlers, refuse } from '../contract';
import type { World } from '../World';
import { pageOf } from './paging';
import { requireMatch } from './preconditions';

const now = () => new Date().toISOString();

/** Two of the rules of the backend: a form, and the parents that a type needs. */
function problemsOf(world: World, draft: unknown): ValidationProblem[] {
  const parsed = createBlueprintSchema.safeParse(draft);
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => ({
      pointer: `/${path.join('/')}`,
      message,
    }));
  }
  const { nodes } = parsed.data;
  return nodes.flatMap((node, index) => {
    const needed = world.types.find(({ name }) => name === node.type)?.parents ?? [];
    const given = nodes.filter(({ key }) => node.parents.includes(key)).map(({ type }) => type);
    const missing = needed.filter(type => !given.includes(type));
    if (missing.length === 0) return [];
    return [
      { pointer: `/nodes/${index}/parents`, message: `must name a ${missing.join(' and a ')}` },
    ];
  });
}

export function blueprintHandlers(world: World): Handlers {
  const find = (name: string): Blueprint =>
    world.blueprints.find(one => one.name === name) ??
    refuse('NOT_FOUND', 'There is no such blueprint');
  const check = (draft: unknown) => {
    const problems = problemsOf(world, draft);
    if (problems.length > 0) refuse('VALIDATION_ERROR', 'The blueprint is not valid', problems);
  };
  return {
    listBlueprints: ({ query }) => pageOf(world.blueprints, query),
    getBlueprint: ({ params }) => find(params.name),
    checkBlueprint: ({ body }) => ({ problems: problemsOf(world, body) }),
    createBlueprint: ({ body }) => {
      check(body);
      if (world.blueprints.some(({ name }) => name === body.name)) {
        refuse('CONFLICT', `There is a blueprint ${body.name} already: choose another name`);
      }
      const times = { createdAt: now(), updatedAt: now() };
      const made = { ...body, revision: 1, createdBy: world.me.userRef, ...times };
      world.blueprints = [...world.blueprints, made];
      return made;
    },
    updateBlueprint: ({ params, body, headers }) => {
      const before = find(params.name);
      const { revision, createdBy, createdAt, updatedAt: _, ...parts } = before;
      if (headers.get('if-match') !== `"${revision}"`) {
        refuse('STALE_REVISION', `The blueprint ${params.name} has changed since you read it`);
      }
      const description = body.description === undefined ? parts.description : body.description;
      const draft = { ...parts, ...body, description: description ?? undefined };
      const changed = { ...draft, revision: revision + 1, createdBy, createdAt, updatedAt: now() };
      check(draft);
      world.blueprints = world.blueprints.map(one => (one.name === params.name ? changed : one));
      return changed;
    },
    deleteBlueprint: ({ params, headers }) => {
      requireMatch(headers, find(params.name));
      world.blueprints = world.blueprints.filter(({ name }) => name !== params.name);
    },
  };
}
