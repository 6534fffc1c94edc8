import {
  ERROR_STATUS,
  type ErrorCode,
  type HttpMethod,
  type OperationId,
  type RouteDefinition,
  routes,
} from '@bailiwick/backstage-plugin-infra-common';
import { z } from 'zod';
import { type Handler, type Handlers, Refusal, refuse } from './contract';
import { allHandlers } from './handlers';
import { World } from './World';

interface Match {
  id: OperationId;
  route: RouteDefinition;
  params: Record<string, string>;
}

function matchRoute(method: HttpMethod, path: string): Match | undefined {
  for (const [id, route] of Object.entries<RouteDefinition>(routes)) {
    const pattern = route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const found = route.method === method && new RegExp(`^${pattern}$`).exec(path);
    if (found) {
      const params = Object.entries(found.groups ?? {}).map(([name, value]) => [
        name,
        decodeURIComponent(value),
      ]);
      return { id: id as OperationId, route, params: Object.fromEntries(params) };
    }
  }
  return undefined;
}

const envelope = (status: number, code: string | undefined, message: string, details?: unknown) =>
  Response.json(
    { error: { name: 'Error', message, code, details }, response: { statusCode: status } },
    { status, headers: { 'x-request-id': 'test-request' } },
  );

/**
 * The REST contract over a small world in memory. Requests and answers go through the schemas of the contract, so what the
 * screens see here has the shape of the real thing. Single operations can be replaced to fail or to stall.
 */
export class FakeInfra {
  readonly world: World;
  readonly calls: {
    id: OperationId;
    body: unknown;
    query: Record<string, string>;
    headers: Headers;
  }[] = [];
  #handlers: Handlers;

  constructor(world = new World()) {
    this.world = world;
    this.#handlers = allHandlers(world);
  }

  on<K extends OperationId>(id: K, handler: Handler<K>): this {
    this.#handlers = { ...this.#handlers, [id]: handler };
    return this;
  }

  fail(id: OperationId, code: ErrorCode, message: string, details?: unknown): this {
    return this.on(id, () => refuse(code, message, details));
  }

  /** An operation that never answers. */
  stall(id: OperationId): this {
    return this.on(id, () => new Promise<Response>(() => {}));
  }

  callsOf(id: OperationId) {
    return this.calls.filter(call => call.id === id);
  }

  async respond(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const match = matchRoute(
      request.method.toLowerCase() as HttpMethod,
      url.pathname.replace(/^.*\/api\/infra/, ''),
    );
    const handler = match && (this.#handlers[match.id] as Handler<OperationId> | undefined);
    if (!match || !handler)
      return envelope(404, 'NOT_FOUND', `No route ${request.method} ${url.pathname}`);
    const query = Object.fromEntries(url.searchParams);
    const text = await request.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    this.calls.push({ id: match.id, body, query, headers: request.headers });
    try {
      const parsed = {
        params: match.route.params?.parse(match.params),
        query: match.route.query?.parse(query),
        body: match.route.body?.parse(body),
        headers: request.headers,
        signal: request.signal,
      };
      return this.#answer(match.route, await handler(parsed as never));
    } catch (error) {
      if (error instanceof Refusal) {
        return envelope(ERROR_STATUS[error.code], error.code, error.message, error.details);
      }
      if (error instanceof z.ZodError) {
        const problems = error.issues.map(({ path, message }) => ({
          pointer: `/${path.join('/')}`,
          message,
        }));
        return envelope(400, 'VALIDATION_ERROR', 'The request is not valid', problems);
      }
      return envelope(500, undefined, String(error));
    }
  }

  #answer(route: RouteDefinition, result: unknown): Response {
    if (result instanceof Response) return result;
    for (const [status, schema] of Object.entries(route.responses)) {
      if (schema === null) return new Response(null, { status: Number(status) });
      const parsed = schema?.safeParse(result);
      if (parsed?.success) return Response.json(parsed.data, { status: Number(status) });
    }
    throw new Error(`${route.path}: the answer is not what the contract says`);
  }
}
