import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import type { BuiltInResourceType, Provisioner } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { z } from 'zod';
import { CurrentBindings, PermissionGate } from '../../plugins/infra-backend/src/access';
import { ApprovalService, ApprovalStore } from '../../plugins/infra-backend/src/approvals';
import { AuditTrail } from '../../plugins/infra-backend/src/audit';
import { createInventoryRoom } from '../../plugins/infra-backend/src/inventory';
import { ChangeNotifier } from '../../plugins/infra-backend/src/lib/changes';
import { Encryptor } from '../../plugins/infra-backend/src/lib/encryption';
import type { Commons } from '../../plugins/infra-backend/src/lib/room';
import { createOrganisationRoom } from '../../plugins/infra-backend/src/organisation';
import { createQuotaRoom } from '../../plugins/infra-backend/src/quota';
import { createResourceRoom } from '../../plugins/infra-backend/src/resources';
import { ProvisionerRegistry } from '../../plugins/infra-backend/src/runs/ProvisionerRegistry';
import {
  type KnownType,
  prepareBuiltIn,
} from '../../plugins/infra-backend/src/resources/types/KnownType';
import { TypeRegistry } from '../../plugins/infra-backend/src/resources/types/TypeRegistry';
import { TypeStore } from '../../plugins/infra-backend/src/resources/types/TypeStore';
import {
  noAids,
  noViewAids,
} from '../../plugins/infra-backend/src/runs/__testUtils__/openRunHouse';
import {
  allowAll,
  idleScheduler,
  noRules,
  quietLogger,
  quietMetrics,
} from '../../plugins/infra-backend/src/runs/__testUtils__/quietServices';

/** Brings nothing about. */
export const provisioner: Provisioner = {
  ...{ id: 'nothing', settingsSchema: z.unknown(), recovery: 'resume', concurrency: 1 },
  canUpdate: false,
  apply: async () => ({}),
  destroy: async () => {},
};

/** A resource of two cores, with a name in the outside system as a project has one. */
export const thing: BuiltInResourceType = {
  ...{ name: 'thing', title: 'Thing', provisioner: provisioner.id, version: '1' },
  ...{ labels: {}, parents: [], siteRequired: true },
  schema: { type: 'object', properties: { slaType: { type: 'string' } } },
  cost: () => ({ cpu: 2, ramGb: 4 }),
  externalName: ({ unit, name }) => `${unit.slug}-${name}`,
};

/** The type as requests carry it. */
export const knownThing: KnownType = prepareBuiltIn(thing, 0, registryOf(provisioner));

function registryOf(only: Provisioner): ProvisionerRegistry {
  const registry = new ProvisionerRegistry();
  registry.add(only);
  return registry;
}

/** The rooms of the backend as one process has them, on the pool of `knex`, without workers unless `infra` says so. */
export function openRequestHouse(
  knex: Knex,
  infra: JsonObject = {},
  apply: Provisioner['apply'] = provisioner.apply,
) {
  const changes = new ChangeNotifier({
    signals: { publish: async () => {} },
    events: { publish: async () => {}, subscribe: async () => {} },
    logger: quietLogger,
  });
  const audit = new AuditTrail(knex);
  const commons: Commons = {
    ...{ knex, changes, audit, logger: quietLogger, metrics: quietMetrics },
    encryptor: new Encryptor([]),
    config: new ConfigReader({ infra: { runs: { worker: false }, ...infra } }),
    scheduler: idleScheduler,
    gate: new PermissionGate(allowAll, noRules),
  };
  const organisation = createOrganisationRoom(commons, { bindings: new CurrentBindings() });
  const quota = createQuotaRoom(commons, { units: organisation.units });
  const inventory = createInventoryRoom(commons, {
    units: organisation.units,
    capacity: quota.capacity,
  });
  const provisioners = new ProvisionerRegistry();
  provisioners.add({ ...provisioner, apply });
  const room = createResourceRoom(commons, {
    ...{ organisation, provisioners },
    types: new TypeRegistry([thing], {
      ...{ provisioners, logger: quietLogger },
      store: new TypeStore(knex),
    }),
    approvals: new ApprovalService({ store: new ApprovalStore(knex), audit }),
    aids: noAids,
    viewAids: noViewAids,
    ...{
      reservations: quota.reservations,
      quota: quota.quotas,
      budgets: quota.budgets,
      sites: inventory.servers,
    },
  });
  return { ...quota, ...inventory, ...room, units: organisation.units };
}

export type RequestHouse = ReturnType<typeof openRequestHouse>;
