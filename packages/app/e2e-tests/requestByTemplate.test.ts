import { expect, test } from '@playwright/test';
import {
  apiAs,
  expectNoAxeViolations,
  failOnBrowserErrors,
  freshName,
  grant,
  openAs,
  openEntityTab,
  screenshot,
  unitNamed,
} from './support';

failOnBrowserErrors();

test('a team lead gets a namespace from the template, and sees it active and deployed on its entity', async ({
  page,
}) => {
  const dora = await apiAs('dora');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  await grant(dora, checkout.id, 'ams1', { cpu: 24, ramGb: 128 });
  const name = freshName('shop');

  await openAs(page, 'tess', '/create/templates/default/new-project');
  await expect(page.getByRole('heading', { name: 'New project' }).first()).toBeVisible();
  await page.getByRole('button', { name: /site/i }).click();
  await page.getByRole('option', { name: /ams1/ }).click();
  await expectNoAxeViolations(page, { within: 'form' });
  await page.getByRole('button', { name: 'Next' }).click();

  await page.getByRole('textbox', { name: /name/i }).fill(name);
  await expect(page.getByText('2 cores, 4 GiB').first()).toBeVisible();
  await screenshot(page, 'template-form');
  await expectNoAxeViolations(page, { within: 'form' });
  await page.getByRole('button', { name: /review/i }).click();
  await page.getByRole('button', { name: /create/i }).click();

  await expect(page.getByText('Your namespace is active')).toBeVisible({ timeout: 60_000 });
  await screenshot(page, 'template-done');
  await page.getByRole('link', { name: 'The project in the catalog' }).click();
  await expect(page.getByRole('heading', { name }).first()).toBeVisible();

  await openEntityTab(page, 'Infrastructure');
  const project = page.getByRole('region', { name });
  await expect(project.getByText('Active', { exact: true })).toBeVisible();
  await expect(project.getByText(`checkout-${name}`)).toBeVisible();
  await screenshot(page, 'entity-infrastructure');

  const tess = await apiAs('tess');
  const { items } = await tess.listResources({ query: { q: name } });
  const { lastRunId = '' } = items[0];
  const { commit = '' } = await tess.getRun({ params: { id: lastRunId } });
  expect(commit).toMatch(/^[0-9a-f]{40}$/);

  // Which application it is comes into the catalog once the project is active; the page does not look again by itself.
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('link', { name: 'Deployment', exact: true })).toBeVisible();
  }).toPass({ timeout: 60_000 });
  await openEntityTab(page, 'Deployment');
  const application = page.getByRole('region').filter({ hasText: 'Revision' }).first();
  await expect(application.getByText('Synced', { exact: true })).toBeVisible();
  await expect(application.getByText('Healthy', { exact: true })).toBeVisible();
  await expect(application.getByText(commit.slice(0, 9))).toBeVisible();
  await expect(
    page
      .getByRole('table', { name: 'Resources of the application' })
      .getByText(`checkout-${name}`)
      .first(),
  ).toBeVisible();
  await screenshot(page, 'entity-deployment');
});
