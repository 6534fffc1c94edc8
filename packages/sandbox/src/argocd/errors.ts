import { ErrorRequestHandler } from 'express';

/** gRPC codes, with the HTTP status that Argo CD's gateway gives for each. */
const HTTP_STATUS = {
  InvalidArgument: [3, 400],
  NotFound: [5, 404],
  PermissionDenied: [7, 403],
  FailedPrecondition: [9, 400],
  Internal: [13, 500],
  Unauthenticated: [16, 401],
} as const;

/** An answer in the shape of Argo CD's errors. */
export class ArgoCdError extends Error {
  constructor(
    readonly reason: keyof typeof HTTP_STATUS,
    message: string,
  ) {
    super(message);
    this.name = 'ArgoCdError';
  }
}

export const sendError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  // Express's own errors, above all a body that is no JSON, carry a status.
  const otherwise = error.status === 400 ? 'InvalidArgument' : 'Internal';
  const reason = error instanceof ArgoCdError ? error.reason : otherwise;
  const [code, status] = HTTP_STATUS[reason];
  return response.status(status).json({ error: error.message, code, message: error.message });
};
