import type {
  ErrorCode,
  OperationId,
  RouteOutput,
  RouteRequest,
  Routes,
} from '@bailiwick/backstage-plugin-infra-common';

/** What a handler is given besides what the route parses. */
export interface Call {
  headers: Headers;
  signal: AbortSignal;
}

export type Handler<K extends OperationId> = (
  request: RouteRequest<Routes[K]> & Call,
) => RouteOutput<Routes[K]> | Response | Promise<RouteOutput<Routes[K]> | Response>;

export type Handlers = { [K in OperationId]?: Handler<K> };

/** Thrown by a handler that refuses. */
export class Refusal extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details?: unknown,
  ) {
    super(message);
  }
}

export const refuse = (code: ErrorCode, message: string, details?: unknown): never => {
  throw new Refusal(code, message, details);
};
