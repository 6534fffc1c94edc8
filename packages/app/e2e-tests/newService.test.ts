import { expect, test } from '@playwright/test';
import {
  apiAs,
  expectNoAxeViolations,
  expectRefusals,
  failOnBrowserErrors,
  freshName,
  grant,
  openAs,
  openEntityTab,
  removeRepository,
  runTemplate,
  sandboxUrl,
  screenshot,
  settled,
  unitNamed,
  unregister,
} from './support';

failOnBrowserErrors();

/** The template waits for its namespace. */
test.setTimeout(180_000);
const PATIENT = { timeout: 90_000 };

const name = freshName('orders');
const repository = { owner: 'apps', name };

test.afterAll(async () => {
  const tess = await apiAs('tess');
  await unregister('tess', `/${repository.owner}/${name}/`);
  await removeRepository(repository);
  for (const { id } of (await tess.listResources({ query: { q: name } })).items) {
    await tess.actOnResource({ params: { id, action: 'destroy' }, body: {} });
    await settled(tess, id);
  }
});

test('a team lead gets a service from the template: its repository, its project, and both in the catalog', async ({
  page,
}) => {
  // The form asks what its request would take before the last setting is filled in.
  expectRefusals(400);
  const dora = await apiAs('dora');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  await grant(dora, checkout.id, 'ams1', { cpu: 24, ramGb: 128 });

  await test.step('fills in the form', async () => {
    await openAs(page, 'tess', '/create/templates/default/new-service');
    await page.getByRole('button', { name: /site/i }).click();
    await page.getByRole('option', { name: /ams1/ }).click();
    await page.getByRole('button', { name: 'Next' }).click();

    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
    await page.getByRole('textbox', { name: 'What it does' }).fill('Takes <orders> & more');
    const where = page.getByRole('group', { name: 'Repository' });
    await expect(where.getByRole('button', { name: /Git host/ })).toContainText(
      new URL(sandboxUrl).host,
    );
    await where.getByRole('textbox', { name: 'Owner' }).fill(repository.owner);
    await where.getByRole('textbox', { name: 'Repository name' }).fill(name);
    await expectNoAxeViolations(page, { within: 'form' });
    await screenshot(page, 'new-service-form');
    await page.getByRole('button', { name: 'Next' }).click();

    await expect(page.getByText('2 cores, 4 GiB').first()).toBeVisible();
    await page.getByRole('button', { name: /review/i }).click();
    await page.getByRole('button', { name: /create/i }).click();
  });

  await test.step('everything is made', async () => {
    const inCatalog = page.getByRole('link', { name: 'The service in the catalog' });
    await expect(inCatalog).toBeVisible(PATIENT);
    await screenshot(page, 'new-service-done');
    const link = page.getByRole('link', { name: 'The repository' });
    const address = `${sandboxUrl}/${repository.owner}/${name}`;
    await expect(link).toHaveAttribute('href', address);
    const host = await page.context().newPage();
    await host.goto(address);
    await expect(host.getByText('Takes <orders> & more').first()).toBeVisible();
    await host.getByRole('link', { name: 'catalog-info.yaml' }).click();
    await expect(host.getByText('owner: "group:default/team-checkout"')).toBeVisible();
    await screenshot(host, 'new-service-repository');
    await host.close();
    await inCatalog.click();
  });

  await test.step('the service is there, owned by the team and with its project', async () => {
    // The catalog takes it in a moment after it was told of it; the page does not look again by itself.
    await expect(async () => {
      await page.waitForTimeout(500);
      await page.reload();
      await expect(page.getByRole('heading', { name }).first()).toBeVisible({ timeout: 5_000 });
      await expect(page.getByRole('link', { name: 'Infrastructure', exact: true })).toHaveCount(2);
    }).toPass(PATIENT);
    await expect(page.getByRole('link', { name: 'Checkout' }).first()).toBeVisible();
    await expect(page.getByRole('progressbar')).toHaveCount(0);
    await screenshot(page, 'new-service-entity');
    await openEntityTab(page, 'Infrastructure');
    const project = page.getByRole('region', { name });
    await expect(project.getByText('Active', { exact: true })).toBeVisible();
    await expect(project.getByText(`checkout-${name}`)).toBeVisible();
    await screenshot(page, 'new-service-infrastructure');
  });
});

test('a repository that cannot be made gives the project of its service back', async () => {
  const tess = await apiAs('tess');
  const checkout = await unitNamed(tess, 'team', 'Checkout');
  const lost = freshName('lost');
  const task = await runTemplate('tess', 'new-service', {
    ...{ team: checkout.id, site: 'ams1', name: lost, description: 'Too late' },
    // There is one of that name, and it has commits.
    repoUrl: `${new URL(sandboxUrl).host}?owner=apps&repo=photos`,
    variables: { slaType: 'bronze', performanceTier: 'regular' },
  });
  expect(task.status).toBe('failed');
  const { items } = await tess.listAudit({ query: { event: 'resource-destroyed' } });
  const gone = await tess.getResource({ params: { id: items[0].subject.id } });
  expect(gone).toMatchObject({ name: lost, state: 'destroyed' });
});
