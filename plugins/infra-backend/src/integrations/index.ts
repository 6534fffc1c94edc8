export { createIntegrationRoom, type IntegrationRoom } from './createIntegrationRoom';
export type { CredentialUse, ResourceIntegrations } from './ResourceIntegrations';
export type { SecretResolver, SecretUse } from './SecretResolver';
