/** HTTP status of every stable error code. The codes are part of the REST contract. */
export const ERROR_STATUS = {
  VALIDATION_ERROR: 400,
  INVALID_CREDENTIALS: 401,
  FORBIDDEN: 403,
  NO_ROLE_ASSIGNED: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  QUOTA_EXCEEDED: 409,
  INVALID_STATE: 409,
  DEPENDENCY_EXISTS: 409,
  LOSS_GUARD: 409,
  STALE_REVISION: 412,
  PRECONDITION_REQUIRED: 428,
  RATE_LIMITED: 429,
  UPSTREAM_FAILED: 502,
  DIRECTORY_UNAVAILABLE: 503,
  DATABASE_UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One problem of a VALIDATION_ERROR: where, as a JSON pointer into the request, and which rule. */
export type ValidationProblem = { pointer: string; message: string };

/** The body of every refused request. */
export type ErrorEnvelope = {
  error: { name: string; message: string; code?: ErrorCode; details?: unknown };
  request?: { method: string; url: string };
  response: { statusCode: number };
};

/** A refused request, as the client throws it. */
export class InfraApiError extends Error {
  readonly name = 'InfraApiError';

  constructor(
    readonly status: number,
    readonly code: ErrorCode | undefined,
    message: string,
    readonly details: unknown,
    readonly requestId: string | undefined,
  ) {
    super(message);
  }

  static async fromResponse(response: Response): Promise<InfraApiError> {
    const text = await response.text();
    const requestId = response.headers.get('x-request-id') ?? undefined;
    const error = parseEnvelope(text)?.error;
    return new InfraApiError(
      response.status,
      error?.code,
      error?.message ?? `The server answered ${response.status} ${response.statusText}`.trim(),
      error?.details,
      requestId,
    );
  }
}

function parseEnvelope(text: string): ErrorEnvelope | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as ErrorEnvelope;
  } catch {
    // A proxy between us and the backend may answer with anything: then the status alone is told.
    return undefined;
  }
}
