import { routes } from '@bailiwick/backstage-plugin-infra-common';
import type { Router } from 'express';
import { bindRoute, type RouteServices } from '../lib/http';
import type { AuthorizedWorkflowService } from './AuthorizedWorkflowService';
import type { AuthorizedBatchService } from './batches/AuthorizedBatchService';
import type { WorkflowPreviews } from './WorkflowPreviews';

/** Routes of batches and workflows. */
export function mountWorkflows(
  router: Router,
  services: RouteServices,
  {
    batches,
    workflows,
    previews,
  }: {
    batches: AuthorizedBatchService;
    workflows: AuthorizedWorkflowService;
    previews: WorkflowPreviews;
  },
): void {
  bindRoute(router, services, routes.createBatch, async ({ actor, body }) => ({
    status: 202,
    body: await batches.create(actor, body),
  }));
  bindRoute(router, services, routes.listBatches, async ({ actor, query }) => ({
    status: 200,
    body: await batches.list(actor, query),
  }));
  bindRoute(router, services, routes.getBatch, async ({ actor, params }) => ({
    status: 200,
    body: await batches.get(actor, params.id),
  }));
  bindRoute(router, services, routes.createWorkflow, async ({ actor, body }) => ({
    status: 202,
    body: await workflows.create(actor, body),
  }));
  bindRoute(router, services, routes.previewWorkflow, async ({ actor, body }) => ({
    status: 200,
    body: await previews.preview(actor, body),
  }));
  bindRoute(router, services, routes.listWorkflows, async ({ actor, query }) => ({
    status: 200,
    body: await workflows.list(actor, query),
  }));
  bindRoute(router, services, routes.getWorkflow, async ({ actor, params }) => ({
    status: 200,
    body: await workflows.get(actor, params.id),
  }));
  bindRoute(router, services, routes.resumeWorkflow, async ({ actor, params }) => ({
    status: 202,
    body: await workflows.resume(actor, params.id),
  }));
  bindRoute(router, services, routes.cancelWorkflow, async ({ actor, params }) => ({
    status: 202,
    body: await workflows.cancel(actor, params.id),
  }));
}
