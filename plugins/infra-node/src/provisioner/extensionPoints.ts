import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { BuiltInResourceType } from './resourceType';
import type { Provisioner } from './types';

/** Where a module adds its provisioner. A second one with the same id is an error. */
export interface ProvisionersExtensionPoint {
  addProvisioner<Settings>(provisioner: Provisioner<Settings>): void;
}

export const provisionersExtensionPoint = createExtensionPoint<ProvisionersExtensionPoint>({
  id: 'infra.provisioners',
});

/** Where a module adds resource types that it brings along. A second one with the same name is an error. */
export interface ResourceTypesExtensionPoint {
  addResourceType(type: BuiltInResourceType): void;
}

export const resourceTypesExtensionPoint = createExtensionPoint<ResourceTypesExtensionPoint>({
  id: 'infra.resource-types',
});
