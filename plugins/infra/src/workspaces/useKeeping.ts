import { isAdmin, useMe } from '../session';

/** Whether the one who looks keeps any workspaces. The backend decides again, unit by unit. */
export function useKeepsWorkspaces(): boolean {
  const me = useMe().data;
  return me !== undefined && (isAdmin(me) || me.bindings.some(({ role }) => role === 'dept_admin'));
}
