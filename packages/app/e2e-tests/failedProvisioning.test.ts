import { expect, test } from '@playwright/test';
import {
  apiAs,
  failOnBrowserErrors,
  freshName,
  grant,
  openAs,
  PATHS,
  quotaAt,
  requestProject,
  resetFaults,
  resourcePath,
  screenshot,
  setFaults,
  settled,
  unitNamed,
} from './support';

failOnBrowserErrors();

test.afterEach(() => resetFaults());

test('a namespace that Argo CD cannot bring about fails with its reason, and a retry succeeds', async ({
  page,
}) => {
  const dora = await apiAs('dora');
  const tess = await apiAs('tess');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  await grant(dora, checkout.id, 'ams1', { cpu: 40, ramGb: 256 });
  const before = await quotaAt(tess, checkout.id, 'ams1');
  const name = freshName('frail');
  await setFaults({ argocd: { failNamespaces: [`checkout-${name}`] } });

  const requested = await requestProject(tess, checkout.id, name);
  await openAs(page, 'tess', resourcePath(requested.id));
  await expect(page.getByText('Set-up failed', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(
    page.getByRole('note').filter({ hasText: /its quota is more than the cluster has/ }),
  ).toBeVisible();
  await expect(page.getByText('2 cores, 4 GiB, given back')).toBeVisible();
  await screenshot(page, 'provisioning-failed');
  await settled(tess, requested.id);
  expect((await quotaAt(tess, checkout.id, 'ams1')).used).toEqual(before.used);

  await page.goto(PATHS.overview);
  const waiting = page.getByRole('list', { name: 'What waits for you' });
  await expect(waiting.getByRole('link', { name })).toBeVisible();

  await resetFaults();
  await waiting.getByRole('link', { name }).click();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Active', { exact: true })).toBeVisible({ timeout: 60_000 });
  expect((await quotaAt(tess, checkout.id, 'ams1')).used.cpu).toBe(before.used.cpu + 2);
});
