import { ADMIN_ROLES, isAdmin, useMe } from '../session';
import { useText } from '../translations';

/** Why the one who looks cannot edit the organisation; undefined where they can. */
export function useEditRefusal(): string | undefined {
  const t = useText();
  const me = useMe().data;
  if (!me) return t('common.loading');
  return isAdmin(me)
    ? undefined
    : t('organisation.roleHint', {
        roles: ADMIN_ROLES.map(role => t(`role.${role}`)).join(', '),
      });
}
