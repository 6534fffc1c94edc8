import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { runInRequest } from './context';

const SANE = /^[\w.:-]{8,128}$/;

declare module 'express-serve-static-core' {
  interface Request {
    /** Set by {@link requestId} on every request. */
    requestId?: string;
  }
}

/** Gives every answer an `X-Request-Id`; one that came in is kept if it has a sane form. */
export const requestId = (): RequestHandler => (req, res, next) => {
  const given = req.get('x-request-id');
  const id = given && SANE.test(given) ? given : randomUUID();
  req.requestId = id;
  res.setHeader('X-Request-Id', id);
  runInRequest({ requestId: id }, next);
};
