import { validationError } from '@bailiwick/backstage-plugin-infra-node';
import express, { ErrorRequestHandler, Request, RequestHandler } from 'express';
import { z } from 'zod';

const BODY_LIMIT = '10kb';

const text = (most: number) =>
  z
    .string({ error: ({ input }) => (input === undefined ? 'is required' : 'must be text') })
    .max(most, `must be at most ${most} characters`);

const credentialsSchema = z.strictObject(
  {
    username: text(200).refine(name => name.trim() !== '', 'must not be empty'),
    password: text(1000),
  },
  { error: 'must be an object of username and password, and nothing else' },
);

/** An empty password is not malformed; it is wrong. */
export type Credentials = z.infer<typeof credentialsSchema>;

/** @throws InfraError VALIDATION_ERROR that names the fields, and never what they hold */
export function readCredentials(request: Request): Credentials {
  if (!request.is('json')) {
    throw validationError([
      { pointer: '', message: 'must be sent with Content-Type: application/json' },
    ]);
  }
  const { data, error } = credentialsSchema.safeParse(request.body);
  if (data) return data;
  throw validationError(
    error.issues.map(({ path, message }) => ({
      pointer: path.map(part => `/${String(part)}`).join(''),
      message,
    })),
  );
}

/**
 * Reads the body before the auth plugin does, whose error for a malformed body quotes it: this one
 * holds a password.
 */
export function credentialsBody(): (RequestHandler | ErrorRequestHandler)[] {
  const refuse: ErrorRequestHandler = (_error, _request, _response, next) =>
    next(validationError([{ pointer: '', message: `must be JSON of at most ${BODY_LIMIT}` }]));
  return [express.json({ limit: BODY_LIMIT }), refuse];
}
