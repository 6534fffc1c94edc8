import type {
  HttpAuthService,
  HttpRouterService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { type RouteDefinition, routes } from '@bailiwick/backstage-plugin-infra-common';
import { requestId } from '@bailiwick/backstage-plugin-infra-node';
import type { RequestHandler } from 'express';
import Router from 'express-promise-router';
import {
  answerErrors,
  expressPath,
  jsonBody,
  largeJsonBody,
  type RouteServices,
  unknownRoute,
} from './lib/http';
import type { Room } from './lib/room';
import { buildOpenApiDocument } from './openapi';

/** Refuses callers without a valid token, before anything they sent is read. */
const requireCaller =
  (httpAuth: HttpAuthService): RequestHandler =>
  (req, _res, next) => {
    httpAuth.credentials(req, { allow: ['user', 'service'] }).then(() => next(), next);
  };

/** Open to read. */
const DOCUMENT = '/openapi.json';

/** `/units` for `/units/{id}/quota`. */
const firstSegments = () =>
  new Set(Object.values<RouteDefinition>(routes).map(({ path }) => `/${path.split('/')[1]}`));

/** Mounts the routes of all rooms, with what each request passes through before and after. */
export function mountRooms(
  rooms: readonly Room[],
  routeServices: RouteServices,
  backstage: { httpAuth: HttpAuthService; httpRouter: HttpRouterService; logger: LoggerService },
): void {
  const document = buildOpenApiDocument();
  const router = Router();
  router.use(requestId());
  router.get(DOCUMENT, (_req, res) => {
    res.json(document);
  });
  for (const room of rooms) room.mountOpen?.(router);
  router.use(requireCaller(backstage.httpAuth));
  for (const { method, path, largeBody } of Object.values<RouteDefinition>(routes)) {
    if (largeBody) router[method](expressPath(path), largeJsonBody());
  }
  router.use(jsonBody());
  for (const room of rooms) room.mount(router, routeServices);
  router.use(unknownRoute());
  router.use(answerErrors(backstage.logger));
  backstage.httpRouter.use(router);

  // Backstage's own barrier would refuse without a request id and without a code. `requireCaller` stands in for it on these paths.
  const openPaths = rooms.flatMap(room => room.openPaths ?? []);
  for (const path of [DOCUMENT, ...openPaths, ...firstSegments()]) {
    backstage.httpRouter.addAuthPolicy({ path, allow: 'unauthenticated' });
  }
}
