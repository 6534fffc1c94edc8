import { ErrorRequestHandler, RequestHandler } from 'express';

const DOCUMENTATION = 'https://docs.github.com/rest';

export interface FieldError {
  resource: string;
  code: 'missing_field' | 'invalid' | 'already_exists' | 'custom';
  field?: string;
  message?: string;
}

/** An answer in the shape of GitHub's errors. */
export class GitHubError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: FieldError[],
  ) {
    super(message);
    this.name = 'GitHubError';
  }
}

export const notFound = (message = 'Not Found') => new GitHubError(404, message);

export const invalid = (...errors: FieldError[]) =>
  new GitHubError(422, 'Validation Failed', errors);

export const unknownRoute: RequestHandler = (_request, _response, next) => next(notFound());

export const sendError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const { status, message, errors } =
    error instanceof GitHubError ? error : describe(error as Error & { status?: number });
  return response.status(status).json({
    message,
    ...(errors ? { errors } : {}),
    documentation_url: DOCUMENTATION,
    status: `${status}`,
  });
};

function describe(error: Error & { status?: number }): GitHubError {
  // Express's own errors, above all a body that is no JSON, carry a status.
  if (error.status === 400) return new GitHubError(400, 'Problems parsing JSON');
  return new GitHubError(500, error.message);
}
