export { createIntegrationRoom, type IntegrationRoom } from './createIntegrationRoom';
export { integrationContext } from './IntegrationService';
export type { NewsChannels } from './NewsChannels';
export { secretContext } from './providers';
export type { CredentialFolder } from './placeFiles';
export type { CredentialUse, ResourceIntegrations, RunCredentials } from './ResourceIntegrations';
export type { SecretResolver, SecretUse } from './SecretResolver';
