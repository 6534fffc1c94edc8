import { resourceTypeOf } from '../generation';
import { formatDiagnostic } from '../model';
import { deploymentOptions } from '../options';
import { tinyProvider, writeTree } from '../__testUtils__/trees';
import { monthlyCostOf } from '../cost';
import { loadClouds } from './index';

const SERVICE = 'services/storage/bucket/service.yaml';
const PRICES = [
  'day: 0.25',
  'unused: 9',
  'version: { "true": 2, "false": 1 }',
  'name: { short: 1 }',
];

/** The tiny provider, whose bucket costs this. */
async function load(cost: string | undefined, prices: string[] = PRICES) {
  const files = tinyProvider();
  const pricing = files['pricing-metadata.yaml'].replace(
    '  recommendation:',
    `  unit_prices:\n${prices.map(line => `    ${line}\n`).join('')}  recommendation:`,
  );
  const service = `${files[SERVICE]}${cost === undefined ? '' : `  pricing:\n    model: by days\n    monthly_cost: ${cost}\n`}`;
  const tree = tinyProvider({ [SERVICE]: service, 'pricing-metadata.yaml': pricing });
  const { plugins, diagnostics } = await loadClouds([writeTree(tree)]);
  const [plugin] = plugins;
  return { plugin, service: plugin.services[0], messages: diagnostics.map(formatDiagnostic) };
}

const BY_DAYS =
  'double(variables.keep_days) * prices.day * prices.version[string(variables.versioning_enabled)]';

describe('what a service costs by its variables', () => {
  it('is told with the defaults or with other values, and stands in the type and the options', async () => {
    const { plugin, service, messages } = await load(BY_DAYS);
    expect(messages).toEqual([]);
    expect(monthlyCostOf(plugin, service)).toBe(15);
    expect(monthlyCostOf(plugin, service, { keep_days: 3, versioning_enabled: false })).toBe(0.75);
    expect(resourceTypeOf(plugin, service)).toMatchObject({
      ...{ monthlyCost: 15, currency: 'USD' },
      cost: { expression: BY_DAYS, prices: { day: 0.25, version: { true: 2, false: 1 } } },
    });
    expect(resourceTypeOf(plugin, service).cost?.prices).not.toHaveProperty('unused');
    const [{ services, monthlyCost }] = deploymentOptions([plugin], ['storage']);
    expect([services[0].monthlyCost, monthlyCost]).toEqual([15, 15]);
  });

  it('is the price of the capability without the key, as it always was', async () => {
    const { plugin, service, messages } = await load(undefined);
    expect(messages).toEqual([]);
    const type = resourceTypeOf(plugin, service);
    expect([type.monthlyCost, type.cost]).toEqual([2.5, undefined]);
    expect(monthlyCostOf(plugin, service, { keep_days: 300 })).toBe(2.5);
  });

  it('is not known in general where something has to be given that has no default', async () => {
    const { plugin, service, messages } = await load('prices.name[variables.bucket_name]');
    expect(messages).toEqual([]);
    expect(resourceTypeOf(plugin, service).monthlyCost).toBeNull();
    expect(monthlyCostOf(plugin, service, { bucket_name: 'short' })).toBe(1);
    expect(() => monthlyCostOf(plugin, service, { bucket_name: 'constructor' })).toThrow(
      'No such key: constructor',
    );
    expect(() => monthlyCostOf(plugin, service)).toThrow('No such key: bucket_name');
  });

  it.each([
    ["'prices.day *'", /is not a CEL expression over variables and prices/],
    ["'cost.day'", /is not a CEL expression.*Unknown variable: cost/],
    ['[1]', /must be an expression in CEL, as a text/],
    ['12', /must be an expression in CEL, as a text/],
    [`'${'prices.day + '.repeat(90)}prices.day'`, /at most 1000 characters/],
    ["'double(variables.days) * prices.day'", /names the variable days, which the module does not/],
    ["'prices.night'", /names prices\.night, which unit_prices/],
    [`'prices.version["maybe"]'`, /names prices\.version\.maybe, which unit_prices/],
    ["'prices.day.hour'", /names prices\.day\.hour, which unit_prices/],
    ["'prices.version.constructor'", /names prices\.version\.constructor, which unit_prices/],
    ["'-1.0 * prices.day'", /monthly_cost cannot be told: it is -0\.25, not an amount/],
    [
      "'prices.day * (double(variables.keep_days) - 2.0)'",
      /cannot be told with keep_days = 1: it is -0\.25, not an amount of money from 0 on/,
    ],
    ["'prices.day / (double(variables.keep_days) - 1.0)'", /with keep_days = 1: it is Infinity/],
    ["'variables.keep_days * prices.day'", /cannot be told with keep_days = 1: no such overload/],
    ["'variables.versioning_enabled'", /it is true, not an amount of money/],
  ])('is refused as %s, with its place', async (cost, message) => {
    const { plugin, service, messages } = await load(cost);
    expect(messages).toEqual([expect.stringMatching(message)]);
    expect(messages[0]).toMatch(
      /service\.yaml:15:5: error: monthly_cost .*\(pricing\/expression\)$/,
    );
    expect(service.cost).toBeUndefined();
    expect(resourceTypeOf(plugin, service).monthlyCost).toBe(2.5);
  });

  it.each([
    ['day: -1', /unit_prices\.day.*must/],
    ['day: cheap', /unit_prices\.day.*must be a number from 0 on, or a map of such/],
    ['day: { a: -1 }', /unit_prices\.day.*must/],
  ])('is refused with the price %s', async (price, message) => {
    const { messages } = await load(undefined, [price]);
    expect(messages).toEqual([expect.stringMatching(message)]);
    expect(messages[0]).toContain('pricing-metadata.yaml:');
  });
});
