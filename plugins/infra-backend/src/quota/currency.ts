import type { Config } from '@backstage/config';
import {
  minorDigitsOf,
  toMajor,
  toMinor,
  USUAL_CURRENCY,
} from '@bailiwick/backstage-plugin-infra-common';

/** What money is counted in: `infra.cost` of the configuration. */
export interface Currency {
  /** ISO 4217. */
  code: string;
  /** `EUR 12.50` of 1250, for sentences. */
  format(minor: number): string;
  /** A price in the smallest unit of this currency; undefined where no rate is known for the currency that it is in. */
  convert(price: number, from: string): number | undefined;
  /** What makes a price in another currency one in the smallest unit of this, before it is rounded. */
  factor(from: string): number | undefined;
}

function requireCode(code: string, key: string): string {
  if (/^[A-Z]{3}$/.test(code)) return code;
  throw new Error(`${key} must be the code of a currency, such as EUR, and is "${code}"`);
}

/** @throws Error, one sentence that names the key, for values that cannot be used */
export function readCurrency(root: Config): Currency {
  const configured = root.getOptionalString('infra.cost.currency') ?? USUAL_CURRENCY;
  const code = requireCode(configured, 'infra.cost.currency');
  const config = root.getOptionalConfig('infra.cost.rates');
  const rates = new Map<string, number>();
  for (const from of config?.keys() ?? []) {
    requireCode(from, 'A key of infra.cost.rates');
    const rate = config!.getNumber(from);
    if (rate <= 0) throw new Error(`infra.cost.rates.${from} must be more than 0, and is ${rate}`);
    rates.set(from, rate);
  }
  rates.set(code, 1);
  const digits = minorDigitsOf(code);
  const decimal = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return {
    code,
    format: minor => `${code} ${decimal.format(toMajor(minor, code))}`,
    factor: from => {
      const rate = rates.get(from);
      // Rounded, since 1.1 * 100 is more than 110.
      return rate && Number((rate * 10 ** digits).toPrecision(12));
    },
    convert: (price, from) => {
      const rate = rates.get(from);
      return rate === undefined ? undefined : toMinor(price * rate, code);
    },
  };
}
