import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { RowFilter } from './rules';

export const everyRow: RowFilter = () => {};

export const noRow: RowFilter = query => {
  query.whereRaw('false');
};

/** Joins the filters of single conditions into one, as the policy nests them. */
export function toRowFilter(criteria: PermissionCriteria<RowFilter>): RowFilter {
  if (typeof criteria === 'function') return criteria;
  if ('not' in criteria) {
    const filter = toRowFilter(criteria.not);
    return query => query.whereNot(group => filter(group));
  }
  if ('allOf' in criteria) {
    const filters = criteria.allOf.map(toRowFilter);
    return query => filters.forEach(filter => query.where(group => filter(group)));
  }
  const filters = criteria.anyOf.map(toRowFilter);
  return query =>
    query.where(any => filters.forEach(filter => any.orWhere(group => filter(group))));
}
