import type { AuditorService, AuditorServiceEvent } from '@backstage/backend-plugin-api';
import {
  type OperationId,
  type RouteDefinition,
  routes,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Request } from 'express';
import { routeEvents } from './routeEvents';

/** Opens the event of a route with Backstage's auditor. */
export class RouteAuditor {
  readonly #operations = new Map(
    Object.entries(routes).map(([id, route]): [RouteDefinition, OperationId] => [
      route,
      id as OperationId,
    ]),
  );

  constructor(private readonly auditor: AuditorService) {}

  async open(req: Request, route: RouteDefinition): Promise<AuditorServiceEvent> {
    const operation = this.#operations.get(route);
    if (!operation) throw new Error(`${route.method} ${route.path} is not a route of the contract`);
    const { eventId, severityLevel, meta } = routeEvents[operation];
    return this.auditor.createEvent({
      eventId,
      severityLevel,
      request: req,
      meta: { ...meta, ...req.params, ...(req.requestId ? { requestId: req.requestId } : {}) },
    });
  }
}
