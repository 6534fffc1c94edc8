import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { DEFAULT_LEVELS, type Role } from '@bailiwick/backstage-plugin-infra-common';
import { useMemo } from 'react';

/** Names of the levels of the organisation, from the top. */
export function useLevels(): readonly string[] {
  const config = useApi(configApiRef);
  return useMemo(
    () => config.getOptionalStringArray('infra.organisation.levels') ?? DEFAULT_LEVELS,
    [config],
  );
}

/** The level whose units a role is held over, counted from the top; undefined for roles over everything. */
export function levelOfRole(role: Role, levels: readonly string[]): number | undefined {
  switch (role) {
    case 'platform_admin':
    case 'center_admin':
      return undefined;
    case 'field_admin':
      return 1;
    case 'dept_admin':
      return 2;
    default:
      return levels.length - 1;
  }
}
