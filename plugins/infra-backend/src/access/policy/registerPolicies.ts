import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import {
  infraPermissions,
  RESOURCE_TYPE_INFRA_RESOURCE,
  RESOURCE_TYPE_INFRA_UNIT,
} from '@bailiwick/backstage-plugin-infra-common';
import type { PolicySubjects } from './PolicySubjects';
import { resourcePolicyRef, resourceRules, unitPolicyRef, unitRules } from './rules';

const permissionsOn = (resourceType: string) =>
  infraPermissions.filter(
    permission => permission.type === 'resource' && permission.resourceType === resourceType,
  );

/** Makes the permissions and their rules known to Backstage, so that conditional policies can use them. */
export function registerPolicies(
  registry: PermissionsRegistryService,
  subjects: PolicySubjects,
): void {
  registry.addPermissions(infraPermissions.filter(({ type }) => type === 'basic'));
  registry.addResourceType({
    resourceRef: unitPolicyRef,
    permissions: permissionsOn(RESOURCE_TYPE_INFRA_UNIT),
    rules: Object.values(unitRules),
    getResources: ids => subjects.units(ids),
  });
  registry.addResourceType({
    resourceRef: resourcePolicyRef,
    permissions: permissionsOn(RESOURCE_TYPE_INFRA_RESOURCE),
    rules: Object.values(resourceRules),
    getResources: ids => subjects.resources(ids),
  });
}
