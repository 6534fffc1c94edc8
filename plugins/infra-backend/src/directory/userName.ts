import { userRefOf, validationError } from '@bailiwick/backstage-plugin-infra-node';

/** @throws InfraError VALIDATION_ERROR where the name cannot be an entity's */
export function requireUserRef(username: string): string {
  const ref = userRefOf(username);
  if (ref !== undefined) return ref;
  const message =
    'must be 1 to 63 letters, digits, ".", "_" or "-": let infra.directory.users.map.username name an attribute that is';
  throw validationError([{ pointer: '/username', message }]);
}
