import { BrowserContext, expect, Page } from '@playwright/test';

export const DEMO_PASSWORD = 'bailiwick';

/** The first names of the demo's accounts; who may do what is in the sandbox's organisation. */
export type DemoUser = 'paul' | 'ada' | 'fred' | 'dora' | 'tess' | 'tom' | 'mia' | 'otto' | 'nina';

/** The portal's frame is there: nobody sees it who is not signed in. */
export async function expectSignedIn(page: Page) {
  await expect(page.getByRole('navigation', { name: 'sidebar nav' })).toBeAttached();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeHidden();
}

export async function expectSignedOut(page: Page) {
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
}

/** Fills in and submits the form of the sign-in page that is open. */
export async function fillSignIn(page: Page, username: string, password = DEMO_PASSWORD) {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Signs in on the page's own terms, and waits until the portal is there; `path` is where to end. */
export async function signInAs(page: Page, user: DemoUser, path = '/') {
  await page.goto(path);
  await fillSignIn(page, user);
  await expectSignedIn(page);
}

export async function signOut(page: Page) {
  await page.goto('/settings');
  await page.getByTestId('user-settings-menu').click();
  await page.getByTestId('sign-out').click();
  await expectSignedOut(page);
}

/** What the sign-in page leaves in the browser's storage beside the session's cookie. */
const SIGNED_IN = 'bailiwick.signed-in';

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;
const sessions = new Map<DemoUser, Cookies>();

/** Opens the portal as that user, in a session that the specs share: the form is filled in only for the first. */
export async function openAs(page: Page, user: DemoUser, path = '/') {
  const session = sessions.get(user);
  if (!session) {
    await signInAs(page, user, path);
    sessions.set(user, await page.context().cookies());
    return;
  }
  await page.context().addCookies(session);
  await page.addInitScript(mark => window.localStorage.setItem(mark, 'yes'), SIGNED_IN);
  await page.goto(path);
  await expectSignedIn(page);
}
