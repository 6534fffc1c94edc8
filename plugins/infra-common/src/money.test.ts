import { formatMoney, minorDigitsOf, toMajor, toMinor } from './money';

describe('money', () => {
  it.each([
    ['EUR', 12.5, 1250],
    ['EUR', 1.005, 101],
    ['EUR', 0.1 + 0.2, 30],
    ['EUR', 1e-9, 0],
    ['JPY', 1250, 1250],
    ['KWD', 1.2345, 1235],
    ['EUR', 9_999_999_999.99, 999_999_999_999],
  ])('of %s: %d are %d of the smallest unit', (currency, major, minor) => {
    expect(toMinor(major, currency)).toBe(minor);
  });

  it('is written as the currency is', () => {
    expect(formatMoney(1250, 'EUR', 'en-US')).toBe('€12.50');
    expect(formatMoney(1250, 'JPY', 'en-US')).toBe('¥1,250');
    expect(formatMoney(-5, 'USD', 'en-US')).toBe('-$0.05');
    expect([minorDigitsOf('KWD'), toMajor(1235, 'KWD')]).toEqual([3, 1.235]);
    expect(() => minorDigitsOf('euro')).toThrow(RangeError);
  });
});
