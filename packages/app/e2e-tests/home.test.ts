import { expect, test } from '@playwright/test';
import {
  expectNoAxeViolations,
  expectTheme,
  failOnBrowserErrors,
  screenshot,
  signInAs,
  THEMES,
  useTheme,
} from './support';

failOnBrowserErrors();

for (const theme of THEMES) {
  test(`the home page greets, and is accessible in the ${theme} theme`, async ({ page }) => {
    await useTheme(page, theme);
    await signInAs(page, 'tess');
    await expectTheme(page, theme);
    await expect(page.getByRole('heading', { name: 'Welcome, Tess Vermeulen' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Request from a template' })).toBeVisible();
    await expectNoAxeViolations(page);
    await screenshot(page, `home-${theme}`);

    await page.setViewportSize({ width: 400, height: 800 });
    await expect(page.getByRole('heading', { name: 'Welcome, Tess Vermeulen' })).toBeVisible();
    await screenshot(page, `home-narrow-${theme}`);
  });
}

test('the templates are on offer', async ({ page }) => {
  await signInAs(page, 'tess');
  await page.getByRole('link', { name: 'Request from a template' }).click();
  await expect(page.getByRole('heading', { name: 'New project' })).toBeVisible();
  await expect(
    page.getByRole('heading', { name: 'New service with repository and project' }),
  ).toBeVisible();
});

test('people and units of the directory are in the catalog', async ({ page }) => {
  await signInAs(page, 'tess', '/catalog/default/user/dora');
  await expect(page.getByRole('heading', { name: /Dora/ }).first()).toBeVisible();
  await page.goto('/catalog/default/group/team-checkout');
  await expect(page.getByRole('heading', { name: /Checkout/ }).first()).toBeVisible();
});
