import { expect, Page } from '@playwright/test';

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** Chooses the theme for every page that is opened from now on. */
export async function useTheme(page: Page, theme: Theme) {
  await page.addInitScript(id => window.localStorage.setItem('theme', id), theme);
}

/** Chooses the theme on the page that is open, as another tab does it, and waits until nothing fades any more. */
export async function switchTheme(page: Page, theme: Theme) {
  await page.evaluate(id => {
    window.localStorage.setItem('theme', id);
    window.dispatchEvent(new StorageEvent('storage', { key: 'theme' }));
  }, theme);
  await expectTheme(page, theme);
  await page.waitForFunction(() =>
    document.getAnimations().every(animation => !(animation instanceof CSSTransition)),
  );
}

export async function expectTheme(page: Page, theme: Theme) {
  await expect(page.locator('body')).toHaveAttribute('data-theme-mode', theme);
}
