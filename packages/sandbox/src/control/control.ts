import express, { ErrorRequestHandler, Router } from 'express';
import { z } from 'zod';
import { Faults } from '../faults/Faults';
import { handle } from '../net/routes';
import { Postgres } from '../postgres';
import { Calls } from './calls';

/** The faults of the parts that have some, by the name of the part. */
export type FaultsByPart = Record<string, Pick<Faults<object>, 'current' | 'prepare' | 'reset'>>;

export interface ControlOptions {
  faults: FaultsByPart;
  calls: Calls;
  postgres: Postgres;
  /** Addresses of the parts. */
  addresses(): Record<string, unknown>;
}

const restartSchema = z.strictObject({
  how: z.enum(['fast', 'immediate']).optional(),
  downForMs: z.number().nonnegative().max(600_000).optional(),
});

/** Thrown for a body that asks for what there is not; each problem with its JSON pointer. */
class InvalidRequest extends Error {
  constructor(readonly details: { pointer: string; message: string }[]) {
    super(details.map(({ pointer, message }) => `${pointer || '/'}: ${message}`).join('; '));
  }

  static from(error: z.ZodError, part?: string): InvalidRequest {
    return new InvalidRequest(
      error.issues.map(({ path, message }) => ({
        pointer: [...(part ? [part] : []), ...path].map(step => `/${String(step)}`).join(''),
        message,
      })),
    );
  }
}

const sendError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const details = error instanceof InvalidRequest ? error.details : undefined;
  const status = details ? 400 : (error.status ?? 500);
  return response.status(status).json({
    error: { name: status < 500 ? 'InputError' : error.name, message: error.message, details },
  });
};

/** Shows and steers the sandbox; to be mounted at `/_control`. */
export function control({ faults, calls, postgres, addresses }: ControlOptions): Router {
  const router = Router();
  const state = () => ({
    ...addresses(),
    faults: Object.fromEntries(Object.entries(faults).map(([part, each]) => [part, each.current])),
  });

  router.use(express.json({ limit: '50mb' }));
  router.get('/', (_request, response) => {
    response.json(state());
  });
  router.put('/', (request, response) => {
    for (const apply of changes(faults, request.body)) apply();
    response.json(state());
  });
  router.post('/reset', (_request, response) => {
    Object.values(faults).forEach(each => each.reset());
    response.json(state());
  });
  router.get('/calls', (_request, response) => {
    response.json(calls.all());
  });
  router.delete('/calls', (_request, response) => {
    calls.reset();
    response.status(204).end();
  });
  router.post(
    '/postgres/restart',
    handle(async (request, response) => {
      const { success, data, error } = restartSchema.safeParse(request.body);
      if (!success) throw InvalidRequest.from(error);
      await postgres.restart(data);
      response.json(state());
    }),
  );
  router.use(sendError);
  return router;
}

/** Checks the whole patch before anything of it is applied. */
function changes(faults: FaultsByPart, patch: unknown): (() => void)[] {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    throw new InvalidRequest([{ pointer: '', message: 'must be an object of faults by part' }]);
  }
  return Object.entries(patch).map(([part, values]) => {
    const known = faults[part];
    if (!known) {
      const parts = Object.keys(faults).join(', ');
      throw new InvalidRequest([
        { pointer: `/${part}`, message: `unknown part "${part}"; there are ${parts}` },
      ]);
    }
    try {
      return known.prepare(values);
    } catch (error) {
      if (error instanceof z.ZodError) throw InvalidRequest.from(error, part);
      throw error;
    }
  });
}
