/** What currency costs are in unless configuration `infra.cost.currency` says otherwise. */
export const USUAL_CURRENCY = 'USD';

/** Numbers of decimal places by currency; a formatter is costly to make. */
const knownDigits = new Map<string, number>();

/**
 * How many decimal places the currency has: 2 for `EUR`, 0 for `JPY`.
 *
 * @throws RangeError where that is no code of three letters
 */
export function minorDigitsOf(currency: string): number {
  const known = knownDigits.get(currency);
  if (known !== undefined) return known;
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  knownDigits.set(currency, maximumFractionDigits);
  return maximumFractionDigits;
}

/** An amount in the smallest unit of the currency as one writes it: `1250` of `EUR` is `12.5`. */
export const toMajor = (minor: number, currency: string): number =>
  minor / 10 ** minorDigitsOf(currency);

/** The other way round, to the nearest whole number: `12.5` of `EUR` is `1250`. */
export function toMinor(major: number, currency: string): number {
  const digits = minorDigitsOf(currency);
  // By way of decimal text, since 1.005 * 100 is less than 100.5.
  return Math.round(Number(`${major.toFixed(digits + 4)}e${digits}`));
}

/** An amount in the smallest unit of the currency, in words of the locale: `€12.50`. */
export const formatMoney = (minor: number, currency: string, locale?: string): string =>
  toMajor(minor, currency).toLocaleString(locale, { style: 'currency', currency });
