import {
  type Amounts,
  type Dimension,
  DIMENSIONS,
  type QuotaEntry,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Text } from '../translations';

/** "12 cores", "32 GiB". */
export const formatAmount = (t: Text, dimension: Dimension, count: number): string =>
  t(`dimension.${dimension}.amount`, { count });

/** "12 cores, 32 GiB". */
export const formatAmounts = (t: Text, amounts: Record<Dimension, number>): string =>
  DIMENSIONS.map(dimension => formatAmount(t, dimension, amounts[dimension])).join(', ');

/** One dimension of a quota, as the bars show it. */
export interface QuotaFigures {
  limit: number;
  /** What children were granted; zero for a team. */
  allotted: number;
  used: number;
  /** Negative while overcommitted. */
  free: number;
}

export const figuresOf = (entry: QuotaEntry, dimension: Dimension): QuotaFigures => ({
  limit: entry.limit[dimension],
  allotted: entry.allotted[dimension],
  used: entry.used[dimension],
  free: entry.available[dimension],
});

/** What is taken of a limit: the grants to children or, where there are none, what is used. */
export const takenOf = ({ allotted, used }: QuotaFigures): number => Math.max(allotted, used);

/** Shares of a bar in percent; `over` reaches beyond the limit. They add up to 100. */
export function barShares(figures: QuotaFigures) {
  const { limit, used } = figures;
  const taken = takenOf(figures);
  const scale = Math.max(limit, taken);
  if (scale === 0) return { used: 0, allotted: 0, free: 100, over: 0 };
  const share = (amount: number) => (Math.max(0, amount) / scale) * 100;
  const usedWithin = Math.min(used, limit);
  return {
    used: share(usedWithin),
    allotted: share(Math.min(taken, limit) - usedWithin),
    free: share(limit - taken),
    over: share(taken - limit),
  };
}

/** Cost of a resource type, for which every dimension is given. */
export const isNothing = (amounts: Amounts): boolean =>
  DIMENSIONS.every(dimension => amounts[dimension] === 0);
