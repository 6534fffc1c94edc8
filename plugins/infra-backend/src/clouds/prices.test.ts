import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { readCurrency } from '../quota';
import { ThingProvisioner } from '../runs/__testUtils__/ThingProvisioner';
import { temporaryFolder } from '../runs/__testUtils__/openRunHouse';
import { ProvisionerRegistry } from '../runs/ProvisionerRegistry';
import { CloudCatalogue } from './CloudCatalogue';
import { CloudTypes } from './CloudTypes';

/** What services of aws cost as types, and what the log says. */
async function costsWith(cost: object) {
  const config = new ConfigReader({ infra: { cost: { ...cost } } });
  const logger = mockServices.logger.mock();
  const provisioners = new ProvisionerRegistry();
  provisioners.add(new ThingProvisioner(temporaryFolder(), 'opentofu'));
  const catalogue = await CloudCatalogue.open(config, logger);
  const types = new CloudTypes({
    ...{ catalogue, provisioners, logger, currency: readCurrency(config) },
  });
  const found = await types.read();
  expect(found.flatMap(({ problems }) => problems)).toEqual([]);
  return {
    costOf: (name: string) => found.find(one => one.name === name)?.definition?.cost,
    warnings: logger.warn.mock.calls.map(([message]) => String(message)),
  };
}

describe('prices of cloud plugins', () => {
  it('are what a resource costs, in whole cents', async () => {
    const { costOf, warnings } = await costsWith({});
    expect(costOf('aws-s3')).toEqual({ cpu: 0, ramGb: 0, monthlyCost: 320 });
    expect(warnings).toEqual([]);
  });

  it('are with their expression where they follow the variables', async () => {
    const { costOf } = await costsWith({ currency: 'EUR', rates: { USD: 0.92 } });
    expect(costOf('aws-lambda')).toEqual({
      ...{ cpu: 0, ramGb: 0 },
      monthlyCost:
        'int((prices.lambda_million_requests + 200000.0 * double(variables.memory_size) / 1024.0 * prices.lambda_gb_second[variables.architecture]) * 92.0 + 0.5)',
      prices: {
        lambda_million_requests: 0.2,
        lambda_gb_second: { x86_64: 0.0000166667, arm64: 0.0000133334 },
      },
    });
  });

  it('are converted', async () => {
    const { costOf } = await costsWith({ currency: 'EUR', rates: { USD: 0.92 } });
    expect(costOf('aws-s3')).toMatchObject({ monthlyCost: 294 });
  });

  it('are not counted in a currency without a rate, which the log says', async () => {
    const { costOf, warnings } = await costsWith({ currency: 'EUR' });
    expect(costOf('aws-s3')).toEqual({ cpu: 0, ramGb: 0 });
    expect(costOf('aws-lambda')).toEqual({ cpu: 0, ramGb: 0 });
    expect(warnings).toContain(
      'What services of aws cost does not count against budgets: its prices are in USD, and infra.cost.rates has no rate for that',
    );
  });
});
