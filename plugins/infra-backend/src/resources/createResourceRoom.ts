import type { LoggerService } from '@backstage/backend-plugin-api';
import type { BuiltInResourceType } from '@bailiwick/backstage-plugin-infra-node';
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
import { Planner } from './planning';
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
import { projectType } from './types/project';
import { TypeRegistry } from './types/TypeRegistry';

export interface ResourceRoom extends Room {
  resources: ResourceService;
  authorizedResources: AuthorizedResourceService;
  engine: RunEngine;
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
  /** What modules brought along besides the built-in ones. */
  resourceTypes: readonly BuiltInResourceType[];
}

/** The built-in types whose provisioner is installed. */
function builtIn(provisioners: ProvisionerRegistry, logger: LoggerService): BuiltInResourceType[] {
  if (provisioners.find(projectType.provisioner)) return [projectType];
  logger.warn(
    `Projects cannot be requested: install a module that brings the provisioner ${projectType.provisioner}`,
  );
  return [];
}

/** Resource types, resources and their runs. */
export function createResourceRoom(commons: Commons, needs: ResourceRoomNeeds): ResourceRoom {
  const { knex, config, logger, metrics, gate, audit, changes, encryptor } = commons;
  const { provisioners, reservations, quota, sites } = needs;
  const { units, authorizedUnits } = needs.organisation;
  const store = new ResourceStore(knex);
  const types = new TypeRegistry(
    [...builtIn(provisioners, logger), ...needs.resourceTypes],
    provisioners,
  );

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
    engine,
  });
  const locked = new LockedResources({ store, types, locks });
  const lifetimes = new Lifetimes(types);
  const changed = ({ id, type, name }: ResourceRecord, change: 'upserted' | 'removed') =>
    changes.resource({ id, change, entityRef: resourceEntityRef({ id, type, name }) });
  const planner = new Planner({ types, units, sites, store });
  const clashes = new NameClashes(store);
  const services = {
    ...{ knex, store, planner, clashes, engine, reservations, quota, audit, changed },
    ...{ admission, revisions, lifetimes, locked },
  };
  const resources = new ResourceService(services);
  const authorizedResources = new AuthorizedResourceService({
    ...{ knex, resources, planner, store, types, units, authorizedUnits, gate, audit },
    ...{ approvals, sensitive, locks, admission },
    actions: new ResourceActions({ ...services, types, approvals, locks }),
    changes: new ResourceChanges(services),
    tree: new ResourceTree(knex),
  });
  return {
    resources,
    authorizedResources,
    engine,
    mount: (router, routeServices) =>
      mountResources(router, routeServices, authorizedResources, types),
    stop: () => announcer.flush(),
  };
}
