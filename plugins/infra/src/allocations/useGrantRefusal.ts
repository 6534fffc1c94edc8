import { budgetRight, grantRight, useMe } from '../session';
import { useText } from '../translations';
import type { TreeRow } from './tree';

/** Tells of a row why its quota, or its budget, cannot be edited by the one who looks; undefined where it can. */
export function useGrantRefusal(): (
  row: Pick<TreeRow, 'unit'>,
  of: 'quota' | 'budget',
) => string | undefined {
  const t = useText();
  const me = useMe().data;
  return ({ unit }, of) => {
    if (!me) return t('common.loading');
    const right = of === 'quota' ? grantRight(me, unit) : budgetRight(me, unit);
    if (right.allowed) return undefined;
    switch (right.why) {
      case 'top':
        return t('allocations.edit.refusedTop');
      case 'measured':
        return t('allocations.edit.refusedMeasured');
      default:
        return t('allocations.edit.refusedRole', {
          roles: right.roles.map(role => t(`role.${role}`)).join(', '),
        });
    }
  };
}
