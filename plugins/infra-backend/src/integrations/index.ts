export { createIntegrationRoom, type IntegrationRoom } from './createIntegrationRoom';
export { integrationContext } from './IntegrationService';
export { secretContext } from './providers';
export type { CredentialUse, ResourceIntegrations } from './ResourceIntegrations';
export type { SecretResolver, SecretUse } from './SecretResolver';
