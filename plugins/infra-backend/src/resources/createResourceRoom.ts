import { resourceEntityRef } from '@bailiwick/backstage-plugin-infra-common';
import type { Commons, Room } from '../lib/room';
import type { OrganisationRoom } from '../organisation';
import {
  type ProvisionerRegistry,
  readRunOptions,
  type RunAids,
  RunEngine,
  RunMetrics,
} from '../runs';
import type { ApprovalService } from '../approvals';
import { Admission } from './Admission';
import { Announcer } from './Announcer';
import { AuthorizedResourceService } from './AuthorizedResourceService';
import { Lifetimes } from './Lifetimes';
import { LockedResources } from './LockedResources';
import { NameClashes } from './NameClashes';
import { type Integrations, Planner } from './planning';
import type { QuotaForecast, Reservations, Secrets, Sites, StateLocks } from './ports';
import { ResourceActions } from './ResourceActions';
import { ResourceChanges } from './ResourceChanges';
import { ResourceInputs } from './ResourceInputs';
import { ResourceLifecycle } from './ResourceLifecycle';
import { ResourceService } from './ResourceService';
import { ResourceTree } from './ResourceTree';
import { RevisionStore } from './RevisionStore';
import { SensitiveOutputs } from './SensitiveOutputs';
import type { ResourceRecord } from './types';
import { ResourceStore } from './ResourceStore';
import { mountResources } from './router';
import type { TypeRegistry } from './types/TypeRegistry';
import { Watch } from './Watch';

export interface ResourceRoom extends Room {
  resources: ResourceService;
  authorizedResources: AuthorizedResourceService;
  actions: ResourceActions;
  engine: RunEngine;
  watch: Watch;
}

export interface ResourceRoomNeeds {
  organisation: Pick<OrganisationRoom, 'units' | 'authorizedUnits'>;
  reservations: Reservations;
  quota: QuotaForecast;
  sites: Sites;
  approvals: ApprovalService;
  /** Where tools keep their states; without it nothing is ever locked. */
  locks?: StateLocks;
  secrets?: Secrets;
  provisioners: ProvisionerRegistry;
  aids: RunAids;
  types: TypeRegistry;
  integrations?: Integrations;
}

/** Resources and their runs. */
export function createResourceRoom(commons: Commons, needs: ResourceRoomNeeds): ResourceRoom {
  const { knex, config, logger, metrics, gate, audit, changes, encryptor, scheduler } = commons;
  const { provisioners, reservations, quota, sites, types, integrations } = needs;
  const { units, authorizedUnits } = needs.organisation;
  const store = new ResourceStore(knex);

  const sensitive = new SensitiveOutputs({ knex, encryptor });
  const inputs = new ResourceInputs({ store, types, sensitive });
  const revisions = new RevisionStore(knex);
  const { approvals, locks, secrets } = needs;
  const announcer = new Announcer({ store, changes, logger });
  const engine: RunEngine = new RunEngine({
    knex,
    logger,
    provisioners,
    options: readRunOptions(config),
    subjects: new ResourceLifecycle({
      ...{ store, types, units, reservations, audit, inputs, sensitive, secrets, approvals },
      // eslint-disable-next-line @typescript-eslint/no-use-before-define -- runs begin once all of it is there
      admission: () => admission,
    }),
    metrics: new RunMetrics(metrics),
    encryptor,
    aids: needs.aids,
    changed: run => announcer.run(run),
  });
  const admission: Admission = new Admission({
    store,
    types,
    revisions,
    inputs,
    approvals,
    integrations,
    engine,
  });
  const locked = new LockedResources({ store, types, locks });
  const lifetimes = new Lifetimes(types);
  const changed = ({ id, type, name }: ResourceRecord, change: 'upserted' | 'removed') =>
    changes.resource({ id, change, entityRef: resourceEntityRef({ id, type, name }) });
  const planner = new Planner({ types, units, sites, store, integrations, secrets });
  const clashes = new NameClashes(store);
  const services = {
    ...{ knex, store, planner, clashes, engine, reservations, quota, audit, changed },
    ...{ admission, revisions, lifetimes, locked },
  };
  const resources = new ResourceService(services);
  const actions = new ResourceActions({ ...services, types, approvals, locks });
  const authorizedResources = new AuthorizedResourceService({
    ...{ knex, resources, planner, store, types, units, authorizedUnits, gate, audit },
    ...{ approvals, sensitive, locks, admission },
    actions,
    changes: new ResourceChanges(services),
    tree: new ResourceTree(knex),
  });
  const watch = new Watch({ ...services, types, logger });
  return {
    watch,
    resources,
    authorizedResources,
    actions,
    engine,
    mount: (router, routeServices) => mountResources(router, routeServices, authorizedResources),
    async start() {
      const minutes = (frequency: number) => ({
        frequency: { minutes: frequency },
        timeout: { minutes: frequency },
      });
      await scheduler.scheduleTask({
        ...{ id: 'infra-end-expired-resources', ...minutes(1) },
        fn: async () => void (await watch.endExpired()),
      });
      await scheduler.scheduleTask({
        ...{ id: 'infra-look-for-drift', ...minutes(10) },
        fn: async () => void (await watch.lookForDrift()),
      });
    },
    stop: () => announcer.flush(),
  };
}
