import { validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { ValidationProblem } from '@bailiwick/backstage-plugin-infra-common';
import type { z } from 'zod';

/** A JSON pointer (RFC 6901) from the path that zod gives. */
export const toPointer = (path: readonly PropertyKey[]): string =>
  path.map(part => `/${String(part).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is required';
  if (issue.code === 'unrecognized_keys')
    return `has keys that are not known: ${issue.keys.join(', ')}`;
  return issue.message;
}

/** Every rule that the input broke, each with where. `prefix` tells the part of the request: `/query`, `/params` or empty. */
export const problemsOf = (error: z.ZodError, prefix: string): ValidationProblem[] =>
  error.issues.map(issue => ({
    pointer: `${prefix}${toPointer(issue.path)}`,
    message: describeIssue(issue),
  }));

/** The character NUL, or half a surrogate pair. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/** Where the first text is that PostgreSQL cannot store. */
function findUnstorable(input: unknown, path: readonly string[] = []): string[] | undefined {
  if (typeof input === 'string') {
    return UNSTORABLE.test(input) ? [...path] : undefined;
  }
  if (typeof input !== 'object' || input === null) return undefined;
  for (const [key, value] of Object.entries(input)) {
    const found = findUnstorable(key, path) ?? findUnstorable(value, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

/** Parses one part of a request or throws a VALIDATION_ERROR that names each field and its rule. */
export function parsePart<S extends z.ZodType>(
  schema: S,
  input: unknown,
  prefix: string,
): z.output<S> {
  const unstorable = findUnstorable(input);
  if (unstorable) {
    const pointer = `${prefix}${toPointer(unstorable)}`;
    throw validationError([
      { pointer, message: 'must be well-formed text without the character NUL' },
    ]);
  }
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  throw validationError(problemsOf(result.error, prefix));
}
