import type {
  AuditorService,
  AuthService,
  DatabaseService,
  DiscoveryService,
  HttpAuthService,
  HttpRouterService,
  LifecycleService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  RootConfigService,
  SchedulerService,
  UrlReaderService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { ActionsRegistryService, MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { EventsService } from '@backstage/plugin-events-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  type ApplicationRollback,
  type ArgoCdInstances,
  type BuiltInResourceType,
  type IntegrationTypeDefinition,
  withRequestId,
} from '@bailiwick/backstage-plugin-infra-node';
import {
  CurrentBindings,
  Identifier,
  PermissionGate,
  PolicySubjects,
  registerPolicies,
} from './access';
import { type AgentServices, registerActions } from './agents';
import { ApprovalService, ApprovalStore, createApprovalRoom } from './approvals';
import { createArgoCdRoom } from './argocd';
import { AuditTrail, RouteAuditor } from './audit';
import { createAuditRoom } from './audit/createAuditRoom';
import { CloudCatalogue, CloudTypes, createCloudRoom, integrationTypeOf } from './clouds';
import { createComplianceRoom } from './compliance';
import { createDirectoryRoom } from './directory';
import { ChangeNotifier } from './lib/changes';
import { openDatabase } from './lib/database';
import { readEncryptor } from './lib/encryption';
import type { RouteServices } from './lib/http';
import { IdempotencyKeys } from './lib/idempotency';
import type { Commons, Room } from './lib/room';
import { createIntegrationRoom } from './integrations';
import { createInventoryRoom } from './inventory';
import { createNotificationRoom, NewsStore } from './notifications';
import { createOrganisationRoom } from './organisation';
import { createQuotaRoom } from './quota';
import { createResourceRoom, createTypeRoom } from './resources';
import type { ViewAids } from './resources/Views';
import { mountRooms } from './router';
import { KeptReasons } from './redaction';
import { createRotationRoom } from './rotation';
import { createRunRoom, type RunAids } from './runs';
import type { ProvisionerRegistry } from './runs/ProvisionerRegistry';
import { createScheduleRoom } from './schedules';
import { createStateRoom, type StateRoom } from './state';
import { createWorkflowRoom } from './workflows';
import { createMirroring, createWorkspaceRoom, MirrorStore } from './workspaces';

/** Backstage's services that the backend is built on. */
export interface HouseServices {
  actionsRegistry: ActionsRegistryService;
  argocd: ArgoCdInstances;
  auditor: AuditorService;
  auth: AuthService;
  config: RootConfigService;
  database: DatabaseService;
  discovery: DiscoveryService;
  events: EventsService;
  httpAuth: HttpAuthService;
  httpRouter: HttpRouterService;
  lifecycle: LifecycleService;
  logger: LoggerService;
  metrics: MetricsService;
  notifications: NotificationService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  scheduler: SchedulerService;
  signals: SignalsService;
  urlReader: UrlReaderService;
  userInfo: UserInfoService;
}

/** What modules brought along. */
export interface Extensions {
  provisioners: ProvisionerRegistry;
  resourceTypes: readonly BuiltInResourceType[];
  integrationTypes: readonly IntegrationTypeDefinition[];
  /** How an application is taken back, where a module can do that. */
  rollback: ApplicationRollback | undefined;
}

/** Builds the rooms in the order in which they need each other. A new room is made here, and nowhere else. */
function buildRooms(
  commons: Commons,
  bindings: CurrentBindings,
  {
    argocd: instances,
    auth,
    discovery,
    notifications,
    urlReader,
  }: Pick<HouseServices, 'argocd' | 'auth' | 'discovery' | 'notifications' | 'urlReader'>,
  { rollback, integrationTypes, provisioners, resourceTypes }: Extensions,
  catalogue: CloudCatalogue,
): { rooms: Room[]; views: Room; agents: Omit<AgentServices, 'identifier' | 'logger'> } {
  const organisation = createOrganisationRoom(commons, { bindings });
  const { units, roleBindings } = organisation;
  const directory = createDirectoryRoom(commons, { bindings, units, roleBindings });
  const quota = createQuotaRoom(commons, { units });
  const inventory = createInventoryRoom(commons, { units, capacity: quota.capacity });
  const state: StateRoom = createStateRoom(commons, {
    discovery,
    // eslint-disable-next-line @typescript-eslint/no-use-before-define -- asked for once both rooms are there
    access: () => resources.access,
  });
  const ofClouds = catalogue.plugins.flatMap(plugin =>
    plugin.authMethods.map(method => integrationTypeOf(plugin, method)),
  );
  const integrations = createIntegrationRoom(commons, {
    units,
    integrationTypes: [...integrationTypes, ...ofClouds],
  });
  const reasons = new KeptReasons(commons.knex);
  const aids: RunAids = {
    stateBackend: state.stateBackend,
    credentials: ({ id: runId, resourceId, requestedBy }, folder, ids) =>
      integrations.integrations.credentialsOf({ runId, resourceId, requestedBy }, folder, ids),
    hideInReasons: (resourceId, hidden) => reasons.hide(resourceId, hidden),
  };
  const approvals = new ApprovalService({
    store: new ApprovalStore(commons.knex),
    audit: commons.audit,
  });
  const types = createTypeRoom(commons, {
    ...{ provisioners, resourceTypes, urlReader },
    typeSources: [
      new CloudTypes({ catalogue, provisioners, currency: quota.currency, logger: commons.logger }),
    ],
  });
  const mirroring = createMirroring(commons, units);
  const credentials: ViewAids['credentials'] = async (use, folder, ids) =>
    (await integrations.integrations.credentialsOf(use, folder, ids)).variables;
  const resources = createResourceRoom(commons, {
    ...{ organisation, aids, approvals, provisioners },
    viewAids: { credentials, state: resourceId => state.states.newest(resourceId) },
    types: types.registry,
    integrations: integrations.integrations,
    secrets: integrations.secrets,
    mirrors: mirroring,
    locks: state.states,
    quota: quota.quotas,
    budgets: quota.budgets,
    reservations: quota.reservations,
    sites: inventory.servers,
  });
  const runs = createRunRoom(commons, {
    engine: resources.engine,
    access: resources.access,
  });
  const argocd = createArgoCdRoom(commons, { units, instances, rollback });
  const approvalRoom = createApprovalRoom(commons, {
    approvals,
    resources: resources.access,
  });
  const news = createNotificationRoom(commons, {
    ...{ notifications, units, approvals: approvals.store },
    ...{ channels: integrations.channels, holders: directory.holders },
  });
  const workflows = createWorkflowRoom(commons, {
    ...{ bindings, units, resources, auth, credentials, types: types.registry },
  });
  const workspaces = createWorkspaceRoom(commons, {
    ...{ units, mirroring, resources },
    types: types.registry,
    accounts: integrations.accounts,
  });
  const schedules = createScheduleRoom(commons, { resources, bindings, auth });
  const compliance = createComplianceRoom(commons, {
    types: types.registry,
    units: organisation.authorizedUnits,
  });
  const rooms = [
    ...[
      organisation,
      directory,
      quota,
      inventory,
      state,
      integrations,
      types,
      resources,
      approvalRoom,
      runs,
    ],
    ...[argocd, news, workflows, compliance, schedules, workspaces],
    createCloudRoom(commons, { catalogue, urlReader }),
  ];
  return {
    rooms,
    views: resources.views,
    agents: {
      readable: resources.readable,
      resources: resources.authorizedResources,
      approvals: approvalRoom.authorizedApprovals,
      runs: runs.authorizedRuns,
    },
  };
}

/** Opens the database, builds the rooms, mounts their routes and starts them. */
export async function openHouse(services: HouseServices, extensions: Extensions): Promise<void> {
  const { config, events, lifecycle, metrics, permissionsRegistry, scheduler, signals } = services;
  const logger = withRequestId(services.logger);
  const knex = await openDatabase(services.database);
  const changes = new ChangeNotifier({ signals, events, logger });
  const gate = new PermissionGate(services.permissions, permissionsRegistry);
  registerPolicies(permissionsRegistry, new PolicySubjects(knex));

  const news = new NewsStore(knex);
  const mirrors = new MirrorStore(knex);
  const audit = new AuditTrail(knex, async (trx, entry) => {
    await news.follow(trx, entry);
    await mirrors.follow(trx, entry);
  });
  const encryptor = readEncryptor(config, logger);
  const commons: Commons = {
    ...{ knex, config, logger, metrics, scheduler, gate, audit, changes, encryptor },
  };
  const bindings = new CurrentBindings();
  const catalogue = await CloudCatalogue.open(config, logger);
  const { rooms, views, agents } = buildRooms(commons, bindings, services, extensions, catalogue);
  rooms.push(createRotationRoom(commons), createAuditRoom(commons), views);

  const identifier = new Identifier({ ...services, bindings });
  registerActions(services.actionsRegistry, { identifier, logger, ...agents });
  const idempotency = new IdempotencyKeys(knex, logger);
  const auditor = new RouteAuditor(services.auditor);
  const routeServices: RouteServices = {
    identify: (req, callers) => identifier.identify(req, callers),
    openAuditEvent: (req, route) => auditor.open(req, route),
    replay: (actor, key, request, create) => idempotency.replay(actor.ref, key, request, create),
  };
  mountRooms(rooms, routeServices, { ...services, logger });

  lifecycle.addShutdownHook(async () => {
    for (const room of rooms.toReversed()) await room.stop?.();
    await changes.flush();
  });
  for (const room of rooms) await room.start?.();
  await scheduler.scheduleTask({
    id: 'infra-forget-idempotency-keys',
    frequency: { hours: 1 },
    timeout: { minutes: 5 },
    fn: () => idempotency.forgetOld(),
  });
}
