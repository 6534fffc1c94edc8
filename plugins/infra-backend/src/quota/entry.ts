import {
  type Amounts,
  amountsFit,
  DIMENSIONS,
  NOTHING,
  type QuotaEntry,
  subtractAmounts,
} from '@bailiwick/backstage-plugin-infra-common';
import { etagOf } from '../lib/http';
import type { Figures } from './types';

/** What can still be granted or, by a team, reserved; negative while overcommitted. */
export const availableOf = ({
  limit,
  allotted,
  held,
}: Pick<Figures, 'limit' | 'allotted' | 'held'>) =>
  subtractAmounts(subtractAmounts(limit, allotted), held);

/** What the REST API shows of a unit's quota at a site. */
export function toEntry(figures: Figures): QuotaEntry {
  const available = availableOf(figures);
  return {
    site: figures.site,
    limit: figures.limit,
    allotted: figures.allotted,
    used: figures.used,
    available,
    ...(figures.offline ? { offline: figures.offline } : {}),
    overcommitted: !amountsFit(NOTHING, available),
    ...(figures.revision === undefined ? {} : { etag: etagOf(figures.revision) }),
  };
}

/** True where the two are the same in every dimension. */
export const sameAmounts = (a: Amounts, b: Amounts): boolean =>
  DIMENSIONS.every(dimension => a[dimension] === b[dimension]);
