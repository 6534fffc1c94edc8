import type { Role } from '@bailiwick/backstage-plugin-infra-common';
import { useMe } from '../session';
import { useText } from '../translations';

/** Which roles would do, and which one has. */
export function RolesNeeded({ roles }: { roles: readonly Role[] }) {
  const t = useText();
  const { data: me } = useMe();
  const name = (role: Role) => t(`role.${role}`);
  const held = [...new Set(me?.bindings.map(({ role }) => name(role)))];
  return (
    <>
      <p>{t('failure.forbidden.need', { roles: roles.map(name).join(', ') })}</p>
      {me && (
        <p>
          {held.length > 0
            ? t('failure.forbidden.have', { roles: held.join(', ') })
            : t('failure.forbidden.haveNone')}
        </p>
      )}
    </>
  );
}
