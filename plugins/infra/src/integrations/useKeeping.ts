import type { Me } from '@bailiwick/backstage-plugin-infra-common';
import { isAdmin, useMe } from '../session';

/** True where somebody keeps the credentials of the unit; without a unit, those of everybody. The backend decides again. */
export const keeps = (me: Me, unitId: string | undefined): boolean =>
  isAdmin(me) ||
  (unitId !== undefined &&
    me.bindings.some(binding => binding.unitId === unitId && binding.role !== 'member'));

/** What the one who looks may do with credentials. Nothing, until it is known who that is. */
export function useKeeping() {
  const me = useMe().data;
  return {
    isAdmin: me !== undefined && isAdmin(me),
    keepsAny: me?.bindings.some(({ role }) => role !== 'member') ?? false,
    keeps: (unitId: string | undefined) => me !== undefined && keeps(me, unitId),
  };
}
