import { validationError } from '@bailiwick/backstage-plugin-infra-node';
import express, { type RequestHandler } from 'express';

const LIMIT = '1mb';
const LARGE_LIMIT = '20mb';

const hasBody = (headers: { 'content-length'?: string; 'transfer-encoding'?: string }) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Reads the JSON body of a route that is sent whole code bases; {@link jsonBody} then leaves it alone. */
export const largeJsonBody = (): RequestHandler => express.json({ limit: LARGE_LIMIT });

/** Reads JSON bodies; a body of another type is refused rather than overlooked. */
export const jsonBody = (): RequestHandler[] => [
  express.json({ limit: LIMIT }),
  (req, _res, next) => {
    if (hasBody(req.headers) && !req.is('application/json')) {
      const message = 'must be sent with Content-Type: application/json';
      next(validationError([{ pointer: '', message }]));
    } else next();
  },
];
