import { expect, test } from '@playwright/test';
import {
  apiAs,
  expectNoAxeViolations,
  expectRefusals,
  failOnBrowserErrors,
  openAs,
  PATHS,
  quotaAt,
  resetFaults,
  screenshot,
  setFaults,
  unitNamed,
} from './support';

failOnBrowserErrors();

test.afterEach(() => resetFaults());

test('a centre admin syncs the inventory, and sees the sync in its history', async ({ page }) => {
  await openAs(page, 'ada', PATHS.inventory);
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByText(/^Synced: 0 added, 0 updated, 0 offline, 0 rejected/)).toBeVisible({
    timeout: 30_000,
  });
  await page.getByRole('tab', { name: 'Sync history' }).click();
  const latest = page.getByRole('table', { name: /Syncs/ }).getByRole('row').nth(1);
  await expect(latest.getByText('Succeeded')).toBeVisible();
  await expect(latest.getByText(/ada/i)).toBeVisible();
});

test('a sync that would lose many servers is held back until it is confirmed', async ({ page }) => {
  expectRefusals(409);
  await setFaults({ inventory: { mode: 'empty' } });
  await openAs(page, 'ada', PATHS.inventory);
  await page.getByRole('button', { name: 'Sync now' }).click();
  const dialog = page.getByRole('dialog', { name: 'Let that many servers go offline?' });
  await expect(dialog).toContainText('300 of 300 active servers are missing', { timeout: 30_000 });
  await expectNoAxeViolations(page, { within: '[role=dialog]' });
  await screenshot(page, 'inventory-held-back');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const ada = await apiAs('ada');
  const { items } = await ada.listServers({ query: { status: 'offline' } });
  expect(items).toEqual([]);
});

test('a centre admin assigns a server to a field and takes it away again', async ({ page }) => {
  const ada = await apiAs('ada');
  const insights = await unitNamed(ada, 'field', 'Insights');
  const { items } = await ada.listServers({
    query: { unassigned: true, status: 'active', limit: 1 },
  });
  const [server] = items;
  const before = await quotaAt(ada, insights.id, server.site);

  await openAs(page, 'ada', `${PATHS.inventory}?q=${server.name}`);
  await page.getByRole('button', { name: `Assign: ${server.name}` }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Assign' })).toBeDisabled();
  await dialog.getByLabel(/Field/).fill('Insi');
  await page.getByRole('option', { name: /Insights/ }).click();
  await expectNoAxeViolations(page, { within: '[role=dialog]' });
  await screenshot(page, 'assign-server');
  await dialog.getByRole('button', { name: 'Assign' }).click();
  await expect(page.getByText(`${server.name} belongs to Insights now`)).toBeVisible();
  const row = page.getByRole('row', { name: new RegExp(server.name) });
  await expect(row.getByText('Insights')).toBeVisible();
  const grown = await quotaAt(ada, insights.id, server.site);
  expect(grown.limit.cpu).toBe(before.limit.cpu + server.cpu);

  await page.getByRole('button', { name: `Take away: ${server.name}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take away' }).click();
  await expect(page.getByText(`${server.name} is not assigned any more`)).toBeVisible();
  expect((await quotaAt(ada, insights.id, server.site)).limit).toEqual(before.limit);
});
