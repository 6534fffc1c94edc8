import { expect, test } from '@playwright/test';
import {
  apiAs,
  expectDisabledBecause,
  expectNoAxeViolations,
  expectRefusals,
  failOnBrowserErrors,
  freshName,
  grant,
  openAs,
  PATHS,
  screenshot,
  unitNamed,
} from './support';

failOnBrowserErrors();

test('a request that exceeds the quota explains itself before it is sent', async ({ page }) => {
  const dora = await apiAs('dora');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  await grant(dora, checkout.id, 'fra2', { cpu: 3, ramGb: 64 });

  await openAs(page, 'tess', PATHS.requestProject);
  const form = page.getByRole('form', { name: 'Request a resource' });
  await expect(form.getByLabel('Team')).toHaveValue('Checkout');
  await form.getByRole('button', { name: /site/i }).click();
  await page.getByRole('option', { name: /fra2/ }).click();
  await form.getByLabel('Name').fill(freshName('big'));
  await form.getByLabel('Service level').click();
  await page.getByRole('option', { name: /silver/i }).click();

  const check = form.getByRole('region', { name: 'Check' });
  await expect(check.getByText('This would be refused')).toBeVisible();
  await expect(
    check.getByText(/Checkout has 3 cores left at fra2 of 3; 4 were asked for/),
  ).toBeVisible();
  await expect(check.getByText('short by 1 core')).toBeVisible();
  await expectDisabledBecause(
    form.getByRole('button', { name: 'Request', exact: true }),
    /would be refused now/,
  );
  await expectNoAxeViolations(page, { within: 'main' });
  await screenshot(page, 'request-refused');

  // What is free is watched: the grant that makes it possible shows by itself.
  await grant(dora, checkout.id, 'fra2', { cpu: 4, ramGb: 64 });
  await expect(check.getByText('This would be accepted')).toBeVisible();
});

test('a request that lost the race says what is left', async ({ page }) => {
  expectRefusals(409);
  const dora = await apiAs('dora');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  await grant(dora, checkout.id, 'fra2', { cpu: 4, ramGb: 64 });

  await openAs(page, 'tess', PATHS.requestProject);
  const form = page.getByRole('form', { name: 'Request a resource' });
  await expect(form.getByLabel('Team')).toHaveValue('Checkout');
  await form.getByRole('button', { name: /site/i }).click();
  await page.getByRole('option', { name: /fra2/ }).click();
  await form.getByLabel('Name').fill(freshName('late'));
  await expect(form.getByText('This would be accepted')).toBeVisible();

  // The dialogue's last word is the backend's, whatever the check said a moment before.
  await page.route('**/api/infra/resources', async route => {
    await grant(dora, checkout.id, 'fra2', { cpu: 1, ramGb: 64 });
    await route.continue();
  });
  await form.getByRole('button', { name: 'Request', exact: true }).click();
  await expect(form.getByRole('alert')).toContainText('1 core left at fra2 of 1');
  await screenshot(page, 'request-lost');
});

for (const { name, wrong, rule } of [
  { name: 'an emoji', wrong: 'shop🛒', rule: /lower-case letters, digits and inner hyphens/ },
  { name: 'upper case', wrong: 'Shop', rule: /lower-case letters, digits and inner hyphens/ },
  { name: 'a hyphen at the end', wrong: 'shop-', rule: /inner hyphens/ },
  { name: '64 characters', wrong: 'a'.repeat(64), rule: /at most 63 characters/ },
]) {
  test(`a name with ${name} is refused with the rule`, async ({ page }) => {
    await openAs(page, 'tess', PATHS.requestProject);
    const form = page.getByRole('form', { name: 'Request a resource' });
    await expect(form.getByLabel('Team')).toHaveValue('Checkout');
    const field = form.getByLabel('Name');
    await field.fill(wrong);
    await expect(field).toHaveValue(wrong);
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAccessibleDescription(rule);
    await expectDisabledBecause(form.getByRole('button', { name: 'Request', exact: true }), /name/);
  });
}

test('without a name nothing can be requested, and the button says so', async ({ page }) => {
  await openAs(page, 'tess', PATHS.requestProject);
  const form = page.getByRole('form', { name: 'Request a resource' });
  await expect(form.getByLabel('Team')).toHaveValue('Checkout');
  await expectDisabledBecause(
    form.getByRole('button', { name: 'Request', exact: true }),
    /fill in a name/,
  );
});
