import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { IntegrationTypeDefinition } from './types';

/** Where a module adds a kind of integration, such as the ways to sign in to a cloud. A second one with the same type is an error. */
export interface IntegrationTypesExtensionPoint {
  addIntegrationType(definition: IntegrationTypeDefinition): void;
}

export const integrationTypesExtensionPoint = createExtensionPoint<IntegrationTypesExtensionPoint>({
  id: 'infra.integration-types',
});
