import type { DeploymentTarget, ImageDeployments } from '@bailiwick/backstage-plugin-infra-node';
import type { KnownType, TypeRegistry } from '../../resources/types/TypeRegistry';

export interface Target extends DeploymentTarget {
  deployments: ImageDeployments;
}

/** What code can be deployed to by the type, if it can. */
export function targetOf({
  provisioner,
  settings,
}: Pick<KnownType, 'provisioner' | 'settings'>): Target | undefined {
  const { deployments } = provisioner;
  const target = deployments?.targetOf(settings);
  return deployments && target && { ...target, deployments };
}

/** The same of a version of a type that may be gone. */
export function targetOfVersion(
  types: Pick<TypeRegistry, 'find'>,
  type: string,
  version: string | undefined,
): Target | undefined {
  const known = version === undefined ? undefined : types.find(type, version);
  return known && targetOf(known);
}
