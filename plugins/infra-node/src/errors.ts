import { CustomErrorBase } from '@backstage/errors';
import {
  ERROR_STATUS,
  type ErrorCode,
  type QuotaRefusal,
  type ValidationProblem,
} from '@bailiwick/backstage-plugin-infra-common';

/**
 * A refusal with a stable code. The message is a sentence that a person can act on; the HTTP status follows from the code, and
 * Backstage's error middleware puts code and details into its envelope.
 */
export class InfraError extends CustomErrorBase {
  readonly code: ErrorCode;
  readonly details?: unknown;

  constructor(code: ErrorCode, message: string, details?: unknown, cause?: unknown) {
    super(message, cause as Error | undefined);
    // Without the cause, which is for the log only (it may name hosts and accounts): Backstage's error
    // middleware answers with the message and with everything enumerable.
    this.message = message;
    Object.defineProperty(this, 'cause', { enumerable: false });
    this.name = 'InfraError';
    this.code = code;
    if (details !== undefined) this.details = details;
  }

  /** Read by the error middleware. A getter, so that it does not appear in the answer a second time. */
  get statusCode(): number {
    return ERROR_STATUS[this.code];
  }
}

/** True where the error is an {@link InfraError}, with that code if one is given. */
export const isInfraError = (error: unknown, code?: ErrorCode): error is InfraError =>
  error instanceof InfraError && (code === undefined || error.code === code);

/** Input that breaks a rule: one entry per problem, each with its JSON pointer. */
export function validationError(problems: ValidationProblem[]): InfraError {
  const told = problems.map(({ pointer, message }) => `${pointer || '/'} ${message}`).join('; ');
  return new InfraError('VALIDATION_ERROR', told, problems);
}

export const forbidden = (message: string) => new InfraError('FORBIDDEN', message);

/** Also for what the caller may not read. */
export const notFound = (what: string, id: string) =>
  new InfraError('NOT_FOUND', `There is no ${what} ${id}`);

export const conflict = (message: string, details?: unknown) =>
  new InfraError('CONFLICT', message, details);

export const quotaExceeded = (message: string, refusal: QuotaRefusal) =>
  new InfraError('QUOTA_EXCEEDED', message, refusal);

export const staleRevision = (what: string) =>
  new InfraError('STALE_REVISION', `${what} has changed since you read it: read it again`);

export const preconditionRequired = (message: string) =>
  new InfraError('PRECONDITION_REQUIRED', message);

export const upstreamFailed = (message: string, cause?: unknown) =>
  new InfraError('UPSTREAM_FAILED', message, undefined, cause);
