import {
  type Amounts,
  DIMENSIONS,
  type Dimension,
  type QuotaRefusal,
} from '@bailiwick/backstage-plugin-infra-common';
import { type InfraError, quotaExceeded } from '@bailiwick/backstage-plugin-infra-node';
import { availableOf } from './entry';
import type { Figures, QuotaUnit } from './types';

/** What a dimension is counted in, for one and for several. */
const COUNTED_IN: Readonly<Record<Dimension, readonly [one: string, several: string]>> = {
  cpu: ['core', 'cores'],
  ramGb: ['GiB of memory', 'GiB of memory'],
};

const counted = (count: number, dimension: Dimension) =>
  `${count} ${COUNTED_IN[dimension][count === 1 ? 0 : 1]}`;

/** `Department Payments`. */
export const called = ({ kind, name }: Pick<QuotaUnit, 'kind' | 'name'>) =>
  `${kind.charAt(0).toLocaleUpperCase('en-US')}${kind.slice(1)} ${name}`;

function detailsOf(
  unit: QuotaUnit,
  figures: Figures,
  dimension: Dimension,
  requested: number,
): QuotaRefusal {
  return {
    unit: unit.name,
    unitId: unit.id,
    site: figures.site,
    dimension,
    limit: figures.limit[dimension],
    allotted: figures.allotted[dimension],
    used: figures.used[dimension],
    requested,
    available: availableOf(figures)[dimension],
  };
}

/**
 * The refusal where a unit has less left than is asked of it, for the first dimension that is short; undefined where it has enough.
 * Nothing is asked by a negative amount.
 */
export function shortOf(unit: QuotaUnit, figures: Figures, asked: Amounts): InfraError | undefined {
  const available = availableOf(figures);
  const dimension = DIMENSIONS.find(
    each => asked[each] > 0 && asked[each] > Math.max(0, available[each]),
  );
  if (dimension === undefined) return undefined;
  const requested = asked[dimension];
  const left = available[dimension];
  const were = requested === 1 ? 'was' : 'were';
  const of = `at ${figures.site} of ${figures.limit[dimension]}`;
  const message =
    left >= 0
      ? `${called(unit)} has ${counted(left, dimension)} left ${of}; ${requested} ${were} asked for`
      : `${called(unit)} has given out ${counted(-left, dimension)} more than it has ${of}; ${requested} ${were} asked for`;
  return quotaExceeded(message, detailsOf(unit, figures, dimension, requested));
}

/** The refusal where a limit would fall below what the unit has allotted or holds; undefined where it would not. */
export function tooLow(unit: QuotaUnit, figures: Figures, limit: Amounts): InfraError | undefined {
  const dimension = DIMENSIONS.find(
    each =>
      limit[each] < figures.limit[each] &&
      limit[each] < figures.allotted[each] + figures.held[each],
  );
  if (dimension === undefined) return undefined;
  const allotted = figures.allotted[dimension];
  const taken =
    allotted > 0
      ? `has allotted ${counted(allotted, dimension)}`
      : `uses ${counted(figures.held[dimension], dimension)}`;
  return quotaExceeded(
    `${called(unit)} ${taken} at ${figures.site}; its quota cannot be lowered to ${limit[dimension]}`,
    detailsOf(unit, figures, dimension, limit[dimension]),
  );
}

/** The refusal where a field would be left with less than it has allotted; undefined where it would not. */
export function tooMuchAway(
  unit: QuotaUnit,
  figures: Figures,
  away: Amounts,
  server: string,
): InfraError | undefined {
  const available = availableOf(figures);
  const dimension = DIMENSIONS.find(
    each => away[each] > 0 && away[each] > Math.max(0, available[each]),
  );
  if (dimension === undefined) return undefined;
  const limit = figures.limit[dimension];
  const rest = limit - away[dimension];
  return quotaExceeded(
    `${called(unit)} has allotted ${counted(figures.allotted[dimension], dimension)} at ${figures.site} of ${limit}; without server ${server} it would have ${rest}`,
    detailsOf(unit, figures, dimension, away[dimension]),
  );
}
