import { expect, test } from '@playwright/test';
import {
  expectNoAxeViolations,
  expectRefusals,
  expectSignedIn,
  expectSignedOut,
  expectTheme,
  failOnBrowserErrors,
  fillSignIn,
  screenshot,
  signInAs,
  signOut,
  THEMES,
  useTheme,
} from './support';

failOnBrowserErrors();

for (const theme of THEMES) {
  test(`the sign-in page is accessible in the ${theme} theme`, async ({ page }) => {
    await useTheme(page, theme);
    await page.goto('/');
    await expectSignedOut(page);
    await expectTheme(page, theme);
    await expectNoAxeViolations(page);
    await screenshot(page, `sign-in-${theme}`);

    expectRefusals(401);
    await fillSignIn(page, 'tess', 'wrong');
    await expect(page.getByRole('alert')).toContainText('password is not right');
    await expectNoAxeViolations(page);
    await screenshot(page, `sign-in-refused-${theme}`);

    await page.setViewportSize({ width: 400, height: 800 });
    await expectNoAxeViolations(page);
    await screenshot(page, `sign-in-narrow-${theme}`);
  });
}

test('the right password opens the portal, and the session survives a reload', async ({ page }) => {
  await signInAs(page, 'tess', '/catalog');
  await expect(page).toHaveURL(/\/catalog/);
  await page.reload();
  await expectSignedIn(page);
  await page.goto('/settings');
  const profile = page.getByRole('heading', { name: 'Tess Vermeulen', exact: true });
  await expect(profile).toBeVisible();
});

test('signing out ends the session, also for the next reload', async ({ page }) => {
  await signInAs(page, 'tess');
  await signOut(page);
  await page.reload();
  await expectSignedOut(page);
});

test('a wrong password is refused without telling which part was wrong', async ({ page }) => {
  expectRefusals(401);
  await page.goto('/');
  await fillSignIn(page, 'tess', 'wrong');
  const refusal = page.getByRole('alert');
  await expect(refusal).toHaveText(
    'The user name or the password is not right. Check both and try again.',
  );
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
  await fillSignIn(page, 'nobody-of-that-name', 'wrong');
  await expect(refusal).toHaveText(
    'The user name or the password is not right. Check both and try again.',
  );
});

test('nina, who has no role, learns what to do about it', async ({ page }) => {
  expectRefusals(403);
  await page.goto('/');
  await fillSignIn(page, 'nina');
  await expect(page.getByRole('alert')).toContainText('no role was given to you yet');
  await screenshot(page, 'sign-in-without-a-role');
});

test('empty fields are named before anything is sent', async ({ page }) => {
  await page.goto('/');
  let sent = 0;
  page.on('request', request => {
    if (request.url().includes('/api/auth/')) sent++;
  });
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText('Enter your user name.');
  await page.getByLabel('User name').fill('tess');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText('Enter your password.');
  expect(sent).toBe(0);
});

test('the keyboard is enough', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByLabel('User name')).toBeFocused();
  await page.keyboard.type('mia');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
  await page.keyboard.type('bailiwick');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Show the password' })).toBeFocused();
  await page.keyboard.press('Space');
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('type', 'text');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expectSignedIn(page);
});

test('password managers find the fields', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByLabel('User name')).toHaveAttribute('autocomplete', 'username');
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute(
    'autocomplete',
    'current-password',
  );
});

test('a demo account fills in the form', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Use dora, department admin' }).click();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expectSignedIn(page);
});

test('a directory that is down is told apart from a wrong password', async ({ page, request }) => {
  expectRefusals(503);
  const sandbox = `http://127.0.0.1:${process.env.BAILIWICK_SANDBOX_PORT}/_control`;
  await request.put(sandbox, { data: { ldap: { down: true } } });
  try {
    await page.goto('/');
    await fillSignIn(page, 'tess');
    await expect(page.getByRole('alert')).toContainText('does not answer');
  } finally {
    await request.put(sandbox, { data: { ldap: { down: false } } });
  }
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expectSignedIn(page);
});

test('the portal works by the address of this machine as well', async ({ page }) => {
  await page.goto(`http://127.0.0.1:${process.env.BAILIWICK_PORTAL_PORT}/`);
  await fillSignIn(page, 'tess');
  await expectSignedIn(page);
  await page.reload();
  await expectSignedIn(page);
});
