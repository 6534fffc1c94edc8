import { mockServices } from '@backstage/backend-test-utils';
import { readInventorySettings } from './settings';

const read = (infra: object) =>
  readInventorySettings(mockServices.rootConfig({ data: { infra: infra as {} } }));

describe('readInventorySettings', () => {
  it('has defaults for everything but the address', () => {
    expect(read({})).toMatchObject({
      source: undefined,
      performanceTierCpuThreshold: 64,
      maxLossPercent: 20,
      ratio: 2,
    });
    expect(read({ inventory: { url: 'https://inventory.test' } }).source).toEqual({
      ...{ url: 'https://inventory.test', token: undefined },
      ...{ timeoutMs: 60_000, maxBytes: 67_108_864 },
    });
  });

  it('reads what is set', () => {
    const inventory = {
      ...{ url: 'https://inventory.test', token: 't', timeout: '5s', maxBytes: 10 },
      ...{ performanceTierCpuThreshold: 48, maxLossPercent: 0 },
      schedule: { frequency: { minutes: 5 }, timeout: { minutes: 1 } },
    };
    expect(read({ inventory, calculator: { ratio: 1.5 } })).toMatchObject({
      source: { token: 't', timeoutMs: 5_000, maxBytes: 10 },
      schedule: { frequency: { minutes: 5 }, timeout: { minutes: 1 } },
      ...{ performanceTierCpuThreshold: 48, maxLossPercent: 0, ratio: 1.5 },
    });
  });

  it.each([
    [
      { inventory: { url: 'ftp://inventory.test' } },
      'infra.inventory.url must be an http or https',
    ],
    [{ inventory: { url: 'inventory' } }, 'infra.inventory.url must be an http or https address'],
    [{ inventory: { url: 'http://a', maxBytes: 0 } }, 'infra.inventory.maxBytes must be a whole'],
    [
      { inventory: { maxLossPercent: 101 } },
      'infra.inventory.maxLossPercent must be a number from',
    ],
    [{ inventory: { performanceTierCpuThreshold: 1.5 } }, 'must be a whole number of cores'],
    [{ calculator: { ratio: 0 } }, 'infra.calculator.ratio must be a number greater than 0'],
  ])('refuses %j', (infra, message) => {
    expect(() => read(infra)).toThrow(message);
  });
});
