import { expect, test } from '@playwright/test';
import {
  apiAs,
  expectDisabledBecause,
  expectRefusals,
  failOnBrowserErrors,
  freshName,
  grant,
  openAs,
  PATHS,
  requestProject,
  resourcePath,
  screenshot,
  settled,
  unitNamed,
} from './support';

failOnBrowserErrors();

let project: { id: string; name: string };

test.beforeAll(async () => {
  const dora = await apiAs('dora');
  const tess = await apiAs('tess');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  await grant(dora, checkout.id, 'ams1', { cpu: 40, ramGb: 256 });
  const { id, name } = await requestProject(tess, checkout.id, freshName('private'));
  await settled(tess, id);
  project = { id, name };
});

test('a member reads what the team has, and is told why nothing can be done', async ({ page }) => {
  await openAs(page, 'mia', resourcePath(project.id));
  await expect(page.getByRole('heading', { level: 2, name: project.name })).toBeVisible();
  await expectDisabledBecause(
    page.getByRole('button', { name: 'Destroy' }),
    /Only a lead of the team or an administrator/,
  );
  await screenshot(page, 'member-resource');

  await page.goto(PATHS.requestProject);
  await expect(page.getByText('You may not request for any team')).toBeVisible();
});

for (const [user, who] of [
  ['tom', 'the lead of another team of the department'],
  ['otto', 'a team lead of another field'],
] as const) {
  test(`${who} sees nothing of it`, async ({ page }) => {
    expectRefusals(404);
    await openAs(page, user, `${PATHS.resources}?q=${project.name}`);
    await expect(page.getByText('No resource matches these filters')).toBeVisible();
    await page.goto(resourcePath(project.id));
    await expect(page.getByText('Not found', { exact: true })).toBeVisible();
    await expect(page.getByText(project.name)).toHaveCount(0);

    await page.goto(PATHS.allocations);
    await expect(page.getByRole('treegrid')).toBeVisible();
    await expect(page.getByRole('treegrid').getByText('Checkout')).toHaveCount(0);
    await screenshot(page, `allocations-${user}`);
  });
}

test('a team lead is not told that there are no servers, but that none is theirs to see', async ({
  page,
}) => {
  expectRefusals(403);
  await openAs(page, 'tess', PATHS.inventory);
  await expect(page.getByText('No server that you may see')).toBeVisible();
  await expectDisabledBecause(
    page.getByRole('button', { name: 'Sync now' }),
    /centre administrator/,
  );
});
