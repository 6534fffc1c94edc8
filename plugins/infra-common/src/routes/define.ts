import type { z } from 'zod';

export type HttpMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Header conventions that a route follows. */
export interface RouteHeaders {
  /** `Idempotency-Key` is honoured: the same key and body gives the first answer again. */
  idempotencyKey?: boolean;
  /** `If-Match` is checked where it is sent, or must be sent. */
  precondition?: 'optional' | 'required';
}

/** The schema of each successful answer by status; `null` where there is no body. */
export type RouteResponses = Partial<Record<200 | 201 | 202 | 204, z.ZodType | null>>;

/** One route of the REST API: the single source for validation, the OpenAPI document and the client. */
export interface RouteDefinition<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends RouteResponses = RouteResponses,
> {
  method: HttpMethod;
  /** Below `/api/infra`, parameters in braces. */
  path: string;
  tag: string;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  headers?: RouteHeaders;
  responses: R;
  /** Who calls it: users and services by default. */
  callers?: 'users' | 'services' | 'anyone';
  /** The answer is not JSON or is a stream; the client does not offer the route. */
  raw?: boolean;
  /** Whole code bases are sent to it: its body may be larger than those of others. */
  largeBody?: boolean;
}

export function defineRoute<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
  const R extends RouteResponses = RouteResponses,
>(route: RouteDefinition<P, Q, B, R>): RouteDefinition<P, Q, B, R> {
  return route;
}

/** What a caller passes to a route. */
export type RouteInput<T> =
  T extends RouteDefinition<infer P, infer Q, infer B, RouteResponses>
    ? (P extends z.ZodUndefined ? {} : { params: z.input<P> }) &
        (Q extends z.ZodUndefined ? {} : { query?: Partial<z.output<Q>> }) &
        (B extends z.ZodUndefined
          ? {}
          : undefined extends z.input<B>
            ? { body?: z.input<B> }
            : { body: z.input<B> }) & {
          idempotencyKey?: string;
          ifMatch?: string;
          ifNoneMatch?: '*';
          signal?: AbortSignal;
        }
    : never;

/** What a handler is given: everything parsed. */
export type RouteRequest<T> =
  T extends RouteDefinition<infer P, infer Q, infer B, RouteResponses>
    ? { params: z.output<P>; query: z.output<Q>; body: z.output<B> }
    : never;

/** The body of a successful answer. */
export type RouteOutput<T> =
  T extends RouteDefinition<z.ZodType, z.ZodType, z.ZodType, infer R>
    ? R[keyof R] extends infer S
      ? S extends z.ZodType
        ? z.output<S>
        : void
      : never
    : never;
