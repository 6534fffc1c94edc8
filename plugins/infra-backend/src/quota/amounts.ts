import {
  type Amounts,
  combineAmounts,
  type Cost,
  DIMENSIONS,
  type Dimension,
} from '@bailiwick/backstage-plugin-infra-common';

/** Amounts as a row has them: a dimension of nothing may be missing. */
export type StoredAmounts = Partial<Record<Dimension, number>> | null;

/** Fills up what is missing. */
export const toAmounts = (stored: StoredAmounts): Amounts =>
  Object.fromEntries(DIMENSIONS.map(dimension => [dimension, stored?.[dimension] ?? 0])) as Amounts;

/** Money that is nothing is left out. */
export const toCost = (stored: StoredAmounts, monthlyCost: number): Cost => ({
  ...toAmounts(stored),
  ...(monthlyCost === 0 ? {} : { monthlyCost }),
});

/** Whether there is anything to reserve: quota at a site, or money. */
export const takesQuota = ({ site, cost }: { site?: string; cost: Cost }): boolean =>
  site !== undefined || Boolean(cost.monthlyCost);

/** Column names and expressions of ours only: never anything that came from outside. */
type Expression = string;

/** SQL that sums amounts over rows; `{}` over none. */
export function sumOf(amounts: Expression, filter?: Expression): Expression {
  const totals = DIMENSIONS.map(dimension => {
    const sum = `sum((${amounts} ->> '${dimension}')::bigint)`;
    return `'${dimension}', coalesce(${sum}${filter ? ` FILTER (WHERE ${filter})` : ''}, 0)`;
  });
  return `jsonb_build_object(${totals.join(', ')})`;
}

/** SQL that writes amounts with every dimension, so that they compare. */
export function inFull(amounts: Expression): Expression {
  const parts = DIMENSIONS.map(
    dimension => `'${dimension}', coalesce((${amounts} ->> '${dimension}')::bigint, 0)`,
  );
  return `jsonb_build_object(${parts.join(', ')})`;
}

const SERVER_COLUMNS: Readonly<Record<Dimension, string>> = { cpu: 'cpu', ramGb: 'ram_gb' };

/** SQL that sums what servers have. */
export function capacityOf(servers: Expression, filter?: Expression): Expression {
  const totals = DIMENSIONS.map(dimension => {
    const sum = `sum(${servers}.${SERVER_COLUMNS[dimension]})`;
    return `'${dimension}', coalesce(${sum}${filter ? ` FILTER (WHERE ${filter})` : ''}, 0)`;
  });
  return `jsonb_build_object(${totals.join(', ')})`;
}

/** What is wanted beyond what is held. */
export const missing = (wanted: Cost, held: Cost): Cost =>
  combineAmounts(wanted, held, (a, b) => Math.max(0, a - b));

/** The larger of each dimension. */
export const largest = (a: Cost, b: Cost): Cost => combineAmounts(a, b, Math.max);
