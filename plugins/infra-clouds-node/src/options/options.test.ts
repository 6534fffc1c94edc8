import { loadClouds } from '../loader';
import { tinyProvider, writeTree } from '../__testUtils__/trees';
import { deploymentOptions } from './index';

function provider(
  id: string,
  price: number | undefined,
  changes: Record<string, string | undefined> = {},
) {
  const files = tinyProvider({
    'pricing-metadata.yaml':
      price === undefined
        ? undefined
        : `pricing_metadata: { currency: USD, cost_breakdown: { storage: { service: Bucket, monthly_cost: ${price} } } }\n`,
    ...changes,
  });
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      `providers/${id}/${path}`,
      text.replace('id: tiny', `id: ${id}`),
    ]),
  );
}

async function options(capabilities: string[]) {
  const root = writeTree({
    ...provider('dear', 9.1),
    ...provider('cheap', 0.7),
    ...provider('silent', undefined),
    ...provider('bare', 0.1, { 'services/storage/bucket/service.yaml': undefined }),
  });
  const { plugins } = await loadClouds([root]);
  return deploymentOptions(plugins, capabilities);
}

it('sorts what serves everything by cost, then what has no price, then what lacks something', async () => {
  const found = await options(['storage']);
  expect(
    found.map(({ provider: id, monthlyCost, complete }) => [id, monthlyCost, complete]),
  ).toEqual([
    ['cheap', 0.7, true],
    ['dear', 9.1, true],
    ['silent', null, true],
    ['bare', null, false],
  ]);
  expect(found[3].missing).toEqual(['storage']);
  expect(found[2].unpriced).toEqual(['storage']);
  expect(found[0].services).toEqual([
    expect.objectContaining({
      capability: 'storage',
      service: 'bucket',
      monthlyCost: 0.7,
      others: [],
    }),
  ]);
  expect(found[0].regions.map(({ id }) => id)).toEqual(['north-1', 'south-1']);
});

it('counts a capability once, and says what each lacks', async () => {
  const found = await options(['storage', 'ml', 'storage']);
  expect(found.map(({ missing }) => missing)).toEqual([['ml'], ['ml'], ['ml'], ['ml', 'storage']]);
});
