import type { IntegrationTypeDefinition } from '@bailiwick/backstage-plugin-infra-node';
import type { Commons, Room } from '../lib/room';
import type { UnitService } from '../organisation';
import { AllowedHosts } from './AllowedHosts';
import { AuthorizedIntegrationService } from './AuthorizedIntegrationService';
import { AuthorizedSecretService } from './AuthorizedSecretService';
import { GitAccounts } from './GitAccounts';
import { NewsChannels } from './NewsChannels';
import { mountIntegrations } from './integrationRoutes';
import { IntegrationService } from './IntegrationService';
import { IntegrationStore } from './IntegrationStore';
import {
  BuiltInSecrets,
  EnvironmentSecrets,
  readEnvironmentPrefix,
  readVaultSettings,
  type SecretProvider,
  VaultSecrets,
} from './providers';
import { ResourceIntegrations } from './ResourceIntegrations';
import { mountSecrets } from './secretRoutes';
import { SecretResolver } from './SecretResolver';
import { SecretService } from './SecretService';
import { SecretStore } from './SecretStore';
import { IntegrationTypes } from './types';
import { UnitCredentials } from './UnitCredentials';

export interface IntegrationRoomNeeds {
  units: UnitService;
  /** What modules brought along. */
  integrationTypes: readonly IntegrationTypeDefinition[];
}

export interface IntegrationRoom extends Room {
  /** Integrations as resources use them. */
  integrations: ResourceIntegrations;
  /** Values of secrets, wherever they are kept. */
  secrets: SecretResolver;
  /** Whom to tell what happens. */
  channels: NewsChannels;
  /** Who writes to git hosts. */
  accounts: GitAccounts;
}

/** Credentials for outside systems, and secrets of units. */
export function createIntegrationRoom(
  commons: Commons,
  { units, integrationTypes }: IntegrationRoomNeeds,
): IntegrationRoom {
  const { knex, gate, config } = commons;
  const hosts = AllowedHosts.fromConfig(config);
  const types = new IntegrationTypes();
  integrationTypes.forEach(type => types.add(type));
  const credentials = new UnitCredentials(units, gate);
  const store = new IntegrationStore(knex);
  const secretStore = new SecretStore(knex);
  const integrations = new AuthorizedIntegrationService(
    new IntegrationService({ ...commons, store, types, hosts }),
    credentials,
    gate,
  );
  const secrets = new AuthorizedSecretService(
    new SecretService({ ...commons, store: secretStore }),
    credentials,
    gate,
  );
  return {
    integrations: new ResourceIntegrations({ ...commons, store, types, credentials }),
    secrets: new SecretResolver({
      ...{ knex, units, audit: commons.audit },
      providers: secretProviders(commons, secretStore),
    }),
    channels: new NewsChannels({ ...commons, store, types, hosts }),
    accounts: new GitAccounts({ ...commons, store, types, hosts, credentials }),
    mount(router, services) {
      mountIntegrations(router, services, integrations);
      mountSecrets(router, services, secrets);
    },
  };
}

/** In the order in which they are asked. */
function secretProviders({ config, encryptor }: Commons, store: SecretStore): SecretProvider[] {
  const vault = readVaultSettings(config);
  const prefix = readEnvironmentPrefix(config);
  return [
    new BuiltInSecrets(store, encryptor),
    ...(vault ? [new VaultSecrets(vault)] : []),
    ...(prefix ? [new EnvironmentSecrets(prefix)] : []),
  ];
}
