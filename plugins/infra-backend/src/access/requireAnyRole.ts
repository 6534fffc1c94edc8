import { InfraError } from '@bailiwick/backstage-plugin-infra-node';
import type { Actor } from './actor';

/** @throws InfraError NO_ROLE_ASSIGNED for people and scripts whom nobody gave a role */
export function requireAnyRole({ kind, bindings }: Pick<Actor, 'kind' | 'bindings'>): void {
  if (kind !== 'service' && bindings.length === 0) {
    throw new InfraError('NO_ROLE_ASSIGNED', 'No role was given to you yet');
  }
}
