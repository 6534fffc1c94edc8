import type { Binding, Me, Role, Unit } from '@bailiwick/backstage-plugin-infra-common';

export const ADMIN_ROLES = ['platform_admin', 'center_admin'] as const satisfies readonly Role[];

/** The level whose quota is what its servers have, counted from the root. */
const MEASURED_LEVEL = 1;
/** The role that grants quota to units of a level, held over their parent. */
const GRANTERS: Partial<Record<number, Role>> = { 2: 'field_admin', 3: 'dept_admin' };

export const isAdmin = (me: Me): boolean =>
  me.bindings.some(({ role }) => ADMIN_ROLES.some(admin => admin === role));

/** How far below the root a unit is. */
export const levelOf = ({ path }: Pick<Unit, 'path'>): number => path.length - 1;

const holds = (bindings: Binding[], role: Role, unitId: string | null): boolean =>
  bindings.some(binding => binding.role === role && binding.unitId === unitId);

/** Why quota of a unit can or cannot be granted by somebody. The backend decides again; this only says it beforehand. */
export type GrantRight =
  | { allowed: true }
  | { allowed: false; why: 'top' | 'measured' }
  | { allowed: false; why: 'role'; roles: Role[] };

/** The same of a budget, which comes from nowhere else: administrators grant those of the top and of fields. */
export function budgetRight(me: Me, unit: Pick<Unit, 'path' | 'parentId'>): GrantRight {
  const granter = GRANTERS[levelOf(unit)];
  if (isAdmin(me) || (granter && holds(me.bindings, granter, unit.parentId))) {
    return { allowed: true };
  }
  return { allowed: false, why: 'role', roles: [...(granter ? [granter] : []), ...ADMIN_ROLES] };
}

export function grantRight(me: Me, unit: Pick<Unit, 'path' | 'parentId'>): GrantRight {
  const level = levelOf(unit);
  if (level < MEASURED_LEVEL) return { allowed: false, why: 'top' };
  if (level === MEASURED_LEVEL) return { allowed: false, why: 'measured' };
  return budgetRight(me, unit);
}
