import type { JsonObject } from '@backstage/types';
import { ConfigReader } from '@backstage/config';
import type { IntegrationTypeDefinition } from '@bailiwick/backstage-plugin-infra-node';
import { CurrentBindings, PermissionGate } from '../../access';
import { AuditTrail } from '../../audit';
import { ChangeNotifier } from '../../lib/changes';
import { readEncryptor } from '../../lib/encryption';
import type { Commons } from '../../lib/room';
import { createOrganisationRoom, type UnitService } from '../../organisation';
import {
  allowAll,
  idleScheduler,
  noRules,
  quietLogger,
  quietMetrics,
} from '../../runs/__testUtils__/quietServices';
import type { OpenTestDatabase } from '../../__testUtils__';
import { createIntegrationRoom, type IntegrationRoom } from '../createIntegrationRoom';

export interface IntegrationHouse extends IntegrationRoom {
  units: UnitService;
  commons: Commons;
}

/** The services of the room on a database that a backend may use as well. */
export function openIntegrationHouse(
  { knex }: Pick<OpenTestDatabase, 'knex'>,
  infra: JsonObject,
  integrationTypes: IntegrationTypeDefinition[] = [],
): IntegrationHouse {
  const logger = quietLogger;
  const config = new ConfigReader({ infra });
  const commons: Commons = {
    ...{ knex, config, logger },
    audit: new AuditTrail(knex),
    changes: new ChangeNotifier({
      signals: { publish: async () => {} },
      events: { publish: async () => {}, subscribe: async () => {} },
      logger,
    }),
    encryptor: readEncryptor(config, logger),
    metrics: quietMetrics,
    scheduler: idleScheduler,
    gate: new PermissionGate(allowAll, noRules),
  };
  const { units } = createOrganisationRoom(commons, { bindings: new CurrentBindings() });
  return { ...createIntegrationRoom(commons, { units, integrationTypes }), units, commons };
}
