import { routes } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import { bindRoute, type RouteServices } from '../lib/http';
import type { AuthorizedRunService } from './AuthorizedRunService';
import type { LogFeeds } from './logs/LogFeeds';
import { streamLog } from './logs/streamLog';

/** Routes of runs and their logs. */
export function mountRuns(
  router: Router,
  services: RouteServices,
  runs: AuthorizedRunService,
  feeds: LogFeeds,
): void {
  bindRoute(router, services, routes.listRuns, async ({ actor, params, query }) => ({
    status: 200,
    body: await runs.list(actor, params.id, query),
  }));
  bindRoute(router, services, routes.getRun, async ({ actor, params }) => ({
    status: 200,
    body: await runs.get(actor, params.id),
  }));
  bindRoute(router, services, routes.listRunLogs, async ({ actor, params, query, req, res }) => {
    if (req.accepts(['application/json', 'text/event-stream']) !== 'text/event-stream') {
      return { status: 200, body: { items: await runs.logLines(actor, params.id, query) } };
    }
    await runs.readable(actor, params.id);
    await streamLog({ req, res }, feeds, params.id, query.after);
    return { status: 200 };
  });
  bindRoute(router, services, routes.getRunPlan, async ({ actor, params }) => ({
    status: 200,
    body: await runs.plan(actor, params.id),
  }));
  bindRoute(router, services, routes.cancelRun, async ({ actor, params }) => ({
    status: 202,
    body: await runs.cancel(actor, params.id),
  }));
}
