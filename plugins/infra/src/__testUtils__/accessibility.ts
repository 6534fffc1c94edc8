import axe from 'axe-core';

/** Fails with what axe found. Contrast needs a browser, and is looked at in the browser tests. */
export async function expectAccessible(container: Element): Promise<void> {
  const { violations } = await axe.run(container, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`),
  ).toEqual([]);
}
