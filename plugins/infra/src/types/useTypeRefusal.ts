import { isAdmin, useMe } from '../session';
import { useText } from '../translations';

/** Why the one who looks cannot change resource types; undefined where they can. */
export function useTypeRefusal(): string | undefined {
  const t = useText();
  const me = useMe().data;
  return me && isAdmin(me) ? undefined : t('types.onlyAdmins');
}
