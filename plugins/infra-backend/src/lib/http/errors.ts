import type { LoggerService } from '@backstage/backend-plugin-api';
import { isError, stringifyError } from '@backstage/errors';
import type { ErrorEnvelope } from '@bailiwick/backstage-plugin-infra-common';
import {
  databaseUnavailable,
  forbidden,
  InfraError,
  isDatabaseGone,
  validationError,
} from '@bailiwick/backstage-plugin-infra-node';
import type { ErrorRequestHandler, RequestHandler } from 'express';

/** Nobody is told more than this of what we did not expect; the log has the rest under the request id. */
const UNEXPECTED = 'Something went wrong on our side; the log has the details under the request id';

export const notSignedIn = () =>
  new InfraError('INVALID_CREDENTIALS', 'The token is missing, wrong or expired: sign in again');

const statusOf = (error: unknown): number | undefined => {
  const status = isError(error) ? (error as { status?: unknown }).status : undefined;
  return typeof status === 'number' ? status : undefined;
};

/** Of express: a path or a body that cannot be read. */
function describeUnreadable(error: Error & { type?: string; limit?: number }): string {
  if (error.type === 'entity.parse.failed') return `is not valid JSON: ${error.message}`;
  if (error.type === 'entity.too.large') return `must be at most ${error.limit} bytes`;
  return `cannot be read: ${error.message}`;
}

/** The refusal that an error amounts to, or undefined for what should not have happened. */
export function toRefusal(error: unknown): InfraError | undefined {
  if (error instanceof InfraError) return error;
  if (isDatabaseGone(error)) return databaseUnavailable(error);
  if (!isError(error)) return undefined;
  if (error.name === 'AuthenticationError') return notSignedIn();
  if (error.name === 'NotAllowedError') return forbidden(error.message);
  if (error instanceof URIError) {
    return validationError([{ pointer: '/path', message: 'is not a valid URL path' }]);
  }
  const status = statusOf(error);
  if (status !== undefined && status >= 400 && status < 500) {
    return validationError([{ pointer: '', message: describeUnreadable(error) }]);
  }
  return undefined;
}

/** Answers every error in the envelope of the REST contract. */
export const answerErrors =
  (logger: LoggerService): ErrorRequestHandler =>
  (error, req, res, next) => {
    const refusal = toRefusal(error);
    const status = refusal?.statusCode ?? 500;
    if (status >= 500) {
      const cause = refusal ? (refusal.cause ?? refusal) : error;
      logger.error(
        `${req.method} ${req.originalUrl.split('?')[0]} failed with ${status}: ${stringifyError(cause)}`,
        isError(cause) ? { stack: cause.stack ?? '' } : {},
      );
    }
    if (res.headersSent) {
      next(error);
      return;
    }
    const body: ErrorEnvelope = {
      error: refusal
        ? {
            name: refusal.name,
            message: refusal.message,
            code: refusal.code,
            ...(refusal.details === undefined ? {} : { details: refusal.details }),
          }
        : { name: 'Error', message: UNEXPECTED },
      request: { method: req.method, url: req.originalUrl },
      response: { statusCode: status },
    };
    res.status(status).json(body);
  };

/** Paths below the plugin that belong to Backstage's own routers. */
const BACKSTAGE_OWN = /^\/\.(backstage|well-known)\//;

/** What no route answers. */
export const unknownRoute = (): RequestHandler => (req, _res, next) => {
  if (BACKSTAGE_OWN.test(req.path)) next();
  else
    next(new InfraError('NOT_FOUND', `There is no route ${req.method} ${req.baseUrl}${req.path}`));
};
