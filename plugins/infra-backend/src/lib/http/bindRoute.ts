import type { AuditorServiceEvent } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type {
  RouteDefinition,
  RouteOutput,
  RouteRequest,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Request, Response, Router } from 'express';
import type { Actor } from '../../access';
import type { Reply } from './reply';
import { parsePart } from './validation';

/** What a handler is given besides the parsed request. */
export interface HandlerContext {
  actor: Actor;
  /** Value of `If-Match`, quotes included, or of `If-None-Match`. */
  ifMatch?: string;
  ifNoneMatch?: string;
  /** For what needs more than JSON: a stream, further headers. */
  req: Request;
  res: Response;
}

export type RouteHandler<T> = (
  request: RouteRequest<T> & HandlerContext,
) => Promise<Reply<RouteOutput<T>>>;

/** What every route passes through before its handler. */
export interface RouteServices {
  /** Finds out who calls; refuses whom the route does not admit. */
  identify(req: Request, callers: RouteDefinition['callers']): Promise<Actor>;
  /** Opens the audit event of the route. */
  openAuditEvent(req: Request, route: RouteDefinition): Promise<AuditorServiceEvent>;
  /** Answers a repeated creation with the first answer; otherwise runs it and keeps what it answers. */
  replay<Body>(
    actor: Actor,
    key: string,
    fingerprint: unknown,
    create: () => Promise<Reply<Body>>,
  ): Promise<Reply<Body>>;
}

/** `/units/{id}` as express writes it: `/units/:id`. */
export const expressPath = (path: string) => path.replace(/\{(\w+)\}/g, ':$1');

function parseRequest<T extends RouteDefinition>(
  route: T,
  actor: Actor,
  req: Request,
  res: Response,
) {
  return {
    params: route.params && parsePart(route.params, req.params, '/params'),
    query: route.query && parsePart(route.query, req.query, '/query'),
    body: route.body && parsePart(route.body, req.body, ''),
    actor,
    ifMatch: req.get('if-match'),
    ifNoneMatch: req.get('if-none-match'),
    req,
    res,
  } as RouteRequest<T> & HandlerContext;
}

/**
 * Tags are there for changes. An answer also has what is going on with a record and what the caller may do, so it is never taken from
 * a cache, nor answered with 304.
 */
function send(req: Request, res: Response, reply: Reply): void {
  if (res.headersSent) return;
  res.setHeader('Cache-Control', 'no-store');
  if (req.method === 'GET') delete req.headers['if-none-match'];
  if (reply.etag) res.setHeader('ETag', reply.etag);
  res.status(reply.status);
  if (reply.body === undefined) res.end();
  else res.json(reply.body);
}

/** Mounts a route of the contract: who calls, then what they sent, then the handler; all of it audited. */
export function bindRoute<T extends RouteDefinition>(
  router: Router,
  services: RouteServices,
  route: T,
  handler: RouteHandler<T>,
): void {
  const answer = async (actor: Actor, req: Request, res: Response) => {
    const request = parseRequest(route, actor, req, res);
    const key = route.headers?.idempotencyKey ? req.get('idempotency-key') : undefined;
    if (key === undefined) return handler(request);
    return services.replay(actor, key, [route.method, req.path, req.body], () => handler(request));
  };

  router[route.method](expressPath(route.path), async (req: Request, res: Response) => {
    const actor = await services.identify(req, route.callers);
    const event = await services.openAuditEvent(req, route);
    try {
      const reply = await answer(actor, req, res);
      await event.success();
      send(req, res, reply);
    } catch (error) {
      await event.fail({ error: toError(error) });
      throw error;
    }
  });
}
