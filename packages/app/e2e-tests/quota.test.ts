import { expect, Page, test } from '@playwright/test';
import {
  apiAs,
  expectNoAxeViolations,
  expectRefusals,
  failOnBrowserErrors,
  grant,
  openAs,
  PATHS,
  quotaAt,
  screenshot,
  unitNamed,
} from './support';

failOnBrowserErrors();

const SITE = 'lhr3';

const rowOf = (page: Page, unit: string) =>
  page.getByRole('treegrid').getByRole('row', { name: new RegExp(`^(Close |Open )?${unit}`) });

async function editQuota(page: Page, unit: string) {
  await rowOf(page, unit)
    .getByRole('button', { name: `Edit the quota of ${unit}` })
    .click();
  const form = page.getByRole('form', { name: `Quota of ${unit} at ${SITE}` });
  await expect(form).toBeVisible();
  return form;
}

test('a department admin grants a team its quota in the tree', async ({ page }) => {
  const dora = await apiAs('dora');
  const payouts = await unitNamed(dora, 'team', 'Payouts');
  await grant(dora, payouts.id, SITE, { cpu: 8, ramGb: 32 });

  await openAs(page, 'dora', `${PATHS.allocations}?site=${SITE}`);
  const form = await editQuota(page, 'Payouts');
  await form.getByRole('textbox', { name: 'Cores' }).fill('12');
  await expect(form.getByText('Payments, free after').first()).toBeVisible();
  await expectNoAxeViolations(page, { within: 'main' });
  await screenshot(page, 'quota-edit');
  await form.getByRole('button', { name: 'Grant' }).click();
  await expect(page.getByText(`Payouts now has 12 cores, 32 GiB at ${SITE}`)).toBeVisible();
  await expect(form).toBeHidden();
  await expect(rowOf(page, 'Payouts').getByText('0 of 12')).toBeVisible();
  expect((await quotaAt(dora, payouts.id, SITE)).limit).toEqual({ cpu: 12, ramGb: 32 });
});

test('a grant that cannot be explains itself while it is typed', async ({ page }) => {
  await openAs(page, 'dora', `${PATHS.allocations}?site=${SITE}`);
  const form = await editQuota(page, 'Payouts');
  await form.getByRole('textbox', { name: 'Cores' }).fill('99999');
  await expect(form.getByRole('alert')).toContainText(/Payments has only .* left to give/);
  await expect(form.getByRole('button', { name: 'Grant' })).toBeDisabled();
  await screenshot(page, 'quota-too-much');
  for (const wrong of ['-1', '1.5', 'many', '']) {
    await form.getByRole('textbox', { name: 'Cores' }).fill(wrong);
    await expect(form.getByRole('alert')).toContainText('whole number that is not negative');
  }
  await page.keyboard.press('Escape');
  await expect(form).toBeHidden();
});

test('who grants on old figures is shown what stands now, and decides', async ({ page }) => {
  expectRefusals(412);
  const ada = await apiAs('ada');
  const payouts = await unitNamed(ada, 'team', 'Payouts');
  await grant(ada, payouts.id, SITE, { cpu: 8, ramGb: 32 });

  await openAs(page, 'dora', `${PATHS.allocations}?site=${SITE}`);
  const form = await editQuota(page, 'Payouts');
  await form.getByRole('textbox', { name: 'Cores' }).fill('10');
  await grant(ada, payouts.id, SITE, { cpu: 9, ramGb: 36 });
  await form.getByRole('button', { name: 'Grant' }).click();
  const conflict = form.getByRole('alert');
  await expect(conflict).toContainText('Somebody else changed this quota meanwhile');
  await expect(conflict.getByRole('button', { name: 'Take theirs' })).toBeInViewport();
  await expect(conflict).toContainText('It is 9 cores, 36 GiB now. You entered 10 cores, 32 GiB');
  await expectNoAxeViolations(page, { within: 'main' });
  await screenshot(page, 'quota-stale');
  await conflict.getByRole('button', { name: 'Grant mine nevertheless' }).click();
  await expect(form).toBeHidden();
  expect((await quotaAt(ada, payouts.id, SITE)).limit).toEqual({ cpu: 10, ramGb: 32 });
});

test('a department admin may not grant the department its own quota', async ({ page }) => {
  await openAs(page, 'dora', `${PATHS.allocations}?site=${SITE}`);
  const edit = rowOf(page, 'Payments').getByRole('button', { name: /Edit the quota of Payments/ });
  await expect(edit).toHaveAttribute('aria-disabled', 'true');
  await expect(edit).toHaveAccessibleName(/It takes the role field administrator/);
});

test('a field admin grants a department, and not its teams', async ({ page }) => {
  const fred = await apiAs('fred');
  const care = await unitNamed(fred, 'department', 'Customer Care');
  const { limit } = await quotaAt(fred, care.id, SITE);

  await openAs(page, 'fred', `${PATHS.allocations}?site=${SITE}`);
  const form = await editQuota(page, 'Customer Care');
  await form.getByRole('textbox', { name: 'Cores' }).fill(String(limit.cpu + 1));
  await form.getByRole('button', { name: 'Grant' }).click();
  await expect(page.getByText(/Customer Care now has/)).toBeVisible();
  expect((await quotaAt(fred, care.id, SITE)).limit.cpu).toBe(limit.cpu + 1);
  await grant(fred, care.id, SITE, limit);

  await page.getByRole('button', { name: 'Open all' }).click();
  await page.getByRole('searchbox', { name: 'Find a unit' }).fill('returns');
  await expect(
    rowOf(page, 'Returns').getByRole('button', { name: /Edit the quota of Returns/ }),
  ).toHaveAttribute('aria-disabled', 'true');
});
