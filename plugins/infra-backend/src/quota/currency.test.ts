import { ConfigReader } from '@backstage/config';
import { readCurrency } from './currency';

const read = (cost?: object) =>
  readCurrency(new ConfigReader({ infra: JSON.parse(JSON.stringify({ cost })) }));

describe('the currency', () => {
  it('is USD, and knows no other', () => {
    const { code, format, convert } = read();
    expect([code, format(123_450), format(-5), convert(13.98, 'USD'), convert(1, 'EUR')]).toEqual([
      ...['USD', 'USD 1,234.50', 'USD -0.05', 1398, undefined],
    ]);
  });

  it('is another, to which prices are converted', () => {
    const { format, convert } = read({ currency: 'JPY', rates: { USD: 150.5 } });
    expect([format(2104), convert(13.98, 'USD'), convert(7, 'JPY'), convert(7, 'EUR')]).toEqual([
      ...['JPY 2,104', 2104, 7, undefined],
    ]);
  });

  it('says by how much prices grow in it', () => {
    const { factor } = read({ currency: 'EUR', rates: { USD: 1.1 } });
    expect([factor('EUR'), factor('USD'), factor('CHF')]).toEqual([100, 110, undefined]);
    expect(read({ currency: 'JPY', rates: { USD: 150.5 } }).factor('USD')).toBe(150.5);
  });

  it.each([
    [{ currency: 'euro' }, 'infra.cost.currency must be the code of a currency, such as EUR'],
    [{ rates: { usd: 1 } }, 'A key of infra.cost.rates must be the code of a currency'],
    [{ rates: { EUR: 0 } }, 'infra.cost.rates.EUR must be more than 0, and is 0'],
    [{ rates: { EUR: 'x' } }, 'infra.cost.rates.EUR'],
  ])('is refused as %j', (cost, message) => {
    expect(() => read(cost)).toThrow(message);
  });
});
