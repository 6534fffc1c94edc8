import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { currentRequest } from './context';

/** A logger that adds the id of the current request to every line. */
export function withRequestId(logger: LoggerService): LoggerService {
  const tag = (meta?: Error | JsonObject): Error | JsonObject | undefined => {
    const requestId = currentRequest()?.requestId;
    if (requestId === undefined) return meta;
    return meta instanceof Error
      ? { requestId, error: stringifyError(meta), stack: meta.stack }
      : { requestId, ...meta };
  };
  return {
    error: (message, meta) => logger.error(message, tag(meta)),
    warn: (message, meta) => logger.warn(message, tag(meta)),
    info: (message, meta) => logger.info(message, tag(meta)),
    debug: (message, meta) => logger.debug(message, tag(meta)),
    child: meta => withRequestId(logger.child(meta)),
  };
}
