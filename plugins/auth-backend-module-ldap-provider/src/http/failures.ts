import {
  databaseUnavailable,
  isDatabaseGone,
  isInfraError,
} from '@bailiwick/backstage-plugin-infra-node';
import { Response } from 'express';

/** The error to answer with; headers that go with it are set. */
export function toldFailure(response: Response, error: unknown): unknown {
  if (isInfraError(error, 'RATE_LIMITED')) {
    const { retryAfterSeconds } = error.details as { retryAfterSeconds: number };
    response.setHeader('Retry-After', String(retryAfterSeconds));
  }
  return isDatabaseGone(error) ? databaseUnavailable(error) : error;
}
