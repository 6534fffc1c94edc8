import { expect, test } from '@playwright/test';
import {
  apiAs,
  expectNoAxeViolations,
  failOnBrowserErrors,
  freshName,
  grant,
  openAs,
  PATHS,
  quotaAt,
  requestProject,
  resourcePath,
  screenshot,
  settled,
  unitNamed,
} from './support';

failOnBrowserErrors();

test('a team lead requests a project on the page, follows its log, and destroys it', async ({
  page,
}) => {
  const dora = await apiAs('dora');
  const tess = await apiAs('tess');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  await grant(dora, checkout.id, 'ams1', { cpu: 24, ramGb: 128 });
  const before = await quotaAt(tess, checkout.id, 'ams1');
  const name = freshName('cart');

  await openAs(page, 'tess', PATHS.requestProject);
  const form = page.getByRole('form', { name: 'Request a resource' });
  await expect(form.getByLabel('Team')).toHaveValue('Checkout');
  await form.getByRole('button', { name: /site/i }).click();
  await page.getByRole('option', { name: /ams1/ }).click();
  await form.getByLabel('Name').fill(name);

  const check = form.getByRole('region', { name: 'Check' });
  await expect(check.getByText('This would be accepted')).toBeVisible();
  await expect(check.getByText('2 cores, 4 GiB')).toBeVisible();
  await expect(check.getByText(`checkout-${name}`)).toBeVisible();
  await expect(
    check.getByText(`${before.available.cpu} → ${before.available.cpu - 2} cores`),
  ).toBeVisible();
  await screenshot(page, 'request-form');
  await form.getByLabel('Service level').click();
  await page.getByRole('option', { name: /silver/i }).click();
  await expect(check.getByText('4 cores, 16 GiB')).toBeVisible();
  await expectNoAxeViolations(page, { within: 'main' });
  await form.getByRole('button', { name: 'Request', exact: true }).click();

  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible();
  await page.getByRole('main').getByRole('tab', { name: 'Runs' }).click();
  const log = page.getByRole('log', { name: 'Log lines' });
  await expect(log.getByText(`checkout-${name} is synced and healthy`)).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText('Active', { exact: true })).toBeVisible();
  await expect(page.getByText('Complete', { exact: true })).toBeVisible();
  await screenshot(page, 'run-log');

  const during = await quotaAt(tess, checkout.id, 'ams1');
  expect(during.used).toEqual({ cpu: before.used.cpu + 4, ramGb: before.used.ramGb + 16 });

  await page.getByRole('button', { name: 'Destroy' }).click();
  const dialog = page.getByRole('dialog', { name: `Destroy ${name}?` });
  await expect(dialog.getByRole('button', { name: 'Destroy' })).toBeDisabled();
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name.slice(0, -1));
  await expect(dialog.getByRole('button', { name: 'Destroy' })).toBeDisabled();
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name);
  await expectNoAxeViolations(page, { within: '[role=dialog]' });
  await screenshot(page, 'destroy-dialog');
  await dialog.getByRole('button', { name: 'Destroy' }).click();

  await expect(page.getByText('Destroyed', { exact: true })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('main').getByRole('tab', { name: 'Overview' }).click();
  await expect(page.getByText('4 cores, 16 GiB, given back')).toBeVisible();
  await screenshot(page, 'destroyed');
  expect((await quotaAt(tess, checkout.id, 'ams1')).used).toEqual(before.used);
});

test('a change of state shows within two seconds, without a reload', async ({ page }) => {
  const tess = await apiAs('tess');
  const checkout = await unitNamed(tess, 'team', 'Checkout');
  const name = freshName('live');
  await openAs(page, 'tess', PATHS.resources);
  await expect(page.getByRole('table', { name: 'Resources' })).toBeVisible();

  const requested = await requestProject(tess, checkout.id, name);
  const row = page.getByRole('row', { name: new RegExp(name) });
  await expect(row).toBeVisible({ timeout: 2_000 });
  await settled(tess, requested.id);
  await expect(row.getByText('Active', { exact: true })).toBeVisible({ timeout: 2_000 });

  await row.getByRole('link', { name }).click();
  await expect(page).toHaveURL(new RegExp(resourcePath(requested.id)));
  await expect(page.getByRole('button', { name: 'Destroy' })).toBeEnabled();
  await tess.actOnResource({ params: { id: requested.id, action: 'destroy' }, body: {} });
  await settled(tess, requested.id);
  await expect(page.getByText('Destroyed', { exact: true }).first()).toBeVisible({
    timeout: 2_000,
  });
});
