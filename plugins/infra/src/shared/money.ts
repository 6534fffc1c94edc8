import { configApiRef, useApi } from '@backstage/core-plugin-api';
import {
  type Budget,
  type Cost,
  type Dimension,
  DIMENSIONS,
  formatMoney,
  minorDigitsOf,
  toMajor,
  toMinor,
  USUAL_CURRENCY,
} from '@bailiwick/backstage-plugin-infra-common';
import { useMemo } from 'react';
import { useText } from '../translations';
import { formatAmount, type QuotaFigures } from './amounts';

/** What a unit can be short of: quota at a site, and money. */
export type Measured = Dimension | 'monthlyCost';

/** Money as people write it; amounts are in the smallest unit of the configured currency. */
export interface Money {
  currency: string;
  /** "€12.50". */
  format(minor: number): string;
  /** "12.50", as it is typed. */
  toText(minor: number): string;
  /** Undefined where the text is no amount of the currency. */
  parse(text: string): number | undefined;
}

export function useMoney(): Money {
  const config = useApi(configApiRef);
  const currency = config.getOptionalString('infra.cost.currency') ?? USUAL_CURRENCY;
  return useMemo(() => {
    const digits = minorDigitsOf(currency);
    // A comma is what many type, and no amount is so large that it needs a thousands separator to be read.
    const amount = new RegExp(`^\\d{1,10}${digits > 0 ? `([.,]\\d{1,${digits}})?` : ''}$`);
    return {
      currency,
      format: minor => formatMoney(minor, currency),
      toText: minor => toMajor(minor, currency).toFixed(digits),
      parse: text => {
        const typed = text.trim();
        return amount.test(typed) ? toMinor(Number(typed.replace(',', '.')), currency) : undefined;
      },
    };
  }, [currency]);
}

/** Formats amounts of any dimension: "12 cores", "€12.50". */
export function useAmountText(): (of: Measured, count: number) => string {
  const t = useText();
  const money = useMoney();
  return (of, count) => (of === 'monthlyCost' ? money.format(count) : formatAmount(t, of, count));
}

/** Formats what something costs: "12 cores, 32 GiB", "€12.50 a month", or both; a site's dimensions are left out where only money is due. */
export function useCostText(): (cost: Cost) => string {
  const t = useText();
  const money = useMoney();
  return cost => {
    const { monthlyCost } = cost;
    const isMoneyOnly = monthlyCost !== undefined && DIMENSIONS.every(name => cost[name] === 0);
    const amounts = isMoneyOnly ? [] : DIMENSIONS.map(name => formatAmount(t, name, cost[name]));
    const due =
      monthlyCost === undefined ? [] : [t('quota.aMonth', { amount: money.format(monthlyCost) })];
    return [...amounts, ...due].join(', ');
  };
}

/** Formats a difference of costs: "+2 cores, −€4.00 a month"; what does not differ is left out. Empty where nothing does. */
export function useCostDifference(): (before: Cost, after: Cost) => string {
  const t = useText();
  const text = useAmountText();
  return (before, after) =>
    ([...DIMENSIONS, 'monthlyCost'] as const)
      .flatMap(name => {
        const difference = (after[name] ?? 0) - (before[name] ?? 0);
        if (difference === 0) return [];
        const amount = text(name, Math.abs(difference));
        const shown = name === 'monthlyCost' ? t('quota.aMonth', { amount }) : amount;
        return `${difference > 0 ? '+' : '−'}${shown}`;
      })
      .join(', ');
}

/** A budget as the bars show it; undefined where nothing limits it. */
export const figuresOfBudget = ({
  limit,
  allotted,
  used,
  available,
}: Budget): QuotaFigures | undefined =>
  limit === null || available === null ? undefined : { limit, allotted, used, free: available };

/** Whether money plays a part for a unit. */
export const hasMoney = ({ limit, allotted, used }: Budget): boolean =>
  limit !== null || allotted > 0 || used > 0;
