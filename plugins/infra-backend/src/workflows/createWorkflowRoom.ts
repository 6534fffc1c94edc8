import { routes } from '@bailiwick/backstage-plugin-infra-common';
import type { CurrentBindings } from '../access';
import { bindRoute } from '../lib/http';
import type { Commons, Room } from '../lib/room';
import type { AuthorizedResourceService } from '../resources/AuthorizedResourceService';
import { AuthorizedBatchService } from './batches/AuthorizedBatchService';
import { BatchRunner } from './batches/BatchRunner';
import { BatchStore } from './batches/BatchStore';
import { Pulse } from './Pulse';

export interface WorkflowRoomNeeds {
  bindings: CurrentBindings;
  resources: AuthorizedResourceService;
}

/** Work on many resources at once. */
export function createWorkflowRoom(
  { knex, audit, logger }: Commons,
  { bindings, resources }: WorkflowRoomNeeds,
): Room {
  const batchStore = new BatchStore(knex);
  const runner = new BatchRunner({ knex, store: batchStore, resources, bindings, audit, logger });
  const batches = new AuthorizedBatchService({ knex, store: batchStore, runner, resources, audit });
  const pulse = new Pulse(async () => {
    await runner.sweep();
  }, logger);
  return {
    mount(router, services) {
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
    },
    async start() {
      pulse.begin();
    },
    async stop() {
      await pulse.end();
      await runner.stop();
    },
  };
}
