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
import { ChangeForecasts } from './ChangeForecasts';
import { FavouriteStore } from './FavouriteStore';
import { LabelService } from './LabelService';
import { Lifetimes } from './Lifetimes';
import { LiveRevision } from './LiveRevision';
import { LockedResources } from './LockedResources';
import { NamedActions } from './NamedActions';
import { NameClashes } from './NameClashes';
import { ChangePlanner, type Integrations, Planner, RequestChecks } from './planning';
import type {
  BudgetForecast,
  Mirrors,
  QuotaForecast,
  Reservations,
  Secrets,
  Sites,
  StateLocks,
} from './ports';
import { ResourceAccess } from './ResourceAccess';
import { ResourceActions } from './ResourceActions';
import { ResourceChanges } from './ResourceChanges';
import { ResourceInputs } from './ResourceInputs';
import { ResourceLifecycle } from './ResourceLifecycle';
import { ResourcePresenter } from './ResourcePresenter';
import { ResourceRenderer } from './ResourceRenderer';
import { ResourceService } from './ResourceService';
import { ResourceTree } from './ResourceTree';
import { RevisionStore } from './RevisionStore';
import { SensitiveOutputs } from './SensitiveOutputs';
import type { ResourceRecord } from './types';
import { ResourceStore } from './ResourceStore';
import { ReadableResources } from './ReadableResources';
import { mountReadableResources } from './readableRoutes';
import { mountResources, mountViews } from './router';
import type { TypeRegistry } from './types/TypeRegistry';
import { type ViewAids, Views } from './Views';
import { Watch } from './Watch';

export interface ResourceRoom extends Room {
  resources: ResourceService;
  access: ResourceAccess;
  readable: ReadableResources;
  authorizedResources: AuthorizedResourceService;
  actions: ResourceActions;
  namedActions: NamedActions;
  changes: ResourceChanges;
  engine: RunEngine;
  watch: Watch;
  /** Resources as code. */
  renderer: ResourceRenderer;
  /** Is mounted after all others. */
  views: Room;
}

export interface ResourceRoomNeeds {
  organisation: Pick<OrganisationRoom, 'units' | 'authorizedUnits'>;
  reservations: Reservations;
  quota: QuotaForecast;
  budgets: BudgetForecast;
  sites: Sites;
  approvals: ApprovalService;
  /** Where tools keep their states; without it nothing is ever locked. */
  locks?: StateLocks;
  secrets?: Secrets;
  provisioners: ProvisionerRegistry;
  aids: RunAids;
  viewAids: ViewAids;
  types: TypeRegistry;
  integrations?: Integrations;
  /** Without it no workspace mirrors anything. */
  mirrors?: Mirrors;
}

/** Resources and their runs. */
export function createResourceRoom(commons: Commons, needs: ResourceRoomNeeds): ResourceRoom {
  const { knex, config, logger, metrics, gate, audit, changes, encryptor, scheduler } = commons;
  const { provisioners, reservations, quota, budgets, sites, types, integrations, mirrors } = needs;
  const { units, authorizedUnits } = needs.organisation;
  const store = new ResourceStore(knex);

  const sensitive = new SensitiveOutputs({ knex, encryptor });
  const inputs = new ResourceInputs({ store, types, sensitive });
  const revisions = new RevisionStore(knex);
  const { approvals, locks, secrets } = needs;
  const live = new LiveRevision({ store, revisions, types, integrations });
  const announcer = new Announcer({ store, changes, logger });
  const engine: RunEngine = new RunEngine({
    knex,
    logger,
    provisioners,
    options: readRunOptions(config),
    subjects: new ResourceLifecycle({
      ...{ store, types, units, reservations, audit, inputs, sensitive, secrets, approvals, live },
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
  const planned = { types, units, sites, store, integrations, secrets, mirrors };
  const checks = new RequestChecks(planned);
  const planner = new Planner(planned, checks);
  const changePlanner = new ChangePlanner(planned, checks);
  const clashes = new NameClashes(store);
  const services = {
    ...{
      knex,
      store,
      planner,
      changePlanner,
      clashes,
      engine,
      reservations,
      quota,
      budgets,
      audit,
      changed,
    },
    ...{ admission, revisions, lifetimes, locked, mirrors },
  };
  const resources = new ResourceService(services);
  const actions = new ResourceActions({ ...services, types, approvals, locks });
  const namedActions = new NamedActions({ ...services, types });
  const resourceChanges = new ResourceChanges(services);
  const favourites = new FavouriteStore(knex);
  const access = new ResourceAccess({ store, approvals, locks, gate });
  const presenter = new ResourcePresenter({ store, types, units, access, favourites });
  const readable = new ReadableResources({
    ...{ knex, access, presenter, sensitive, gate, audit },
    ...{ changes: resourceChanges, tree: new ResourceTree(knex) },
  });
  const authorizedResources = new AuthorizedResourceService({
    ...{ readable, resources, planner, changePlanner, access, presenter, authorizedUnits, gate },
    ...{ actions, favourites },
    labels: new LabelService({ knex, store, audit, changed }),
    namedActions,
    changes: resourceChanges,
    forecasts: new ChangeForecasts(services),
  });
  const watch = new Watch({ ...services, types, logger });
  const views = new Views({ access, types, units, inputs, aids: needs.viewAids });
  return {
    renderer: new ResourceRenderer({ store, inputs, units }),
    watch,
    views: { mount: (router, routeServices) => mountViews(router, routeServices, views) },
    resources,
    access,
    readable,
    authorizedResources,
    actions,
    namedActions,
    changes: resourceChanges,
    engine,
    mount(router, routeServices) {
      mountResources(router, routeServices, authorizedResources);
      mountReadableResources(router, routeServices, readable);
    },
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
