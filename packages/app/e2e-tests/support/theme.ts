import { expect, Page } from '@playwright/test';

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** Chooses the theme for every page that is opened from now on. */
export async function useTheme(page: Page, theme: Theme) {
  await page.addInitScript(id => window.localStorage.setItem('theme', id), theme);
}

export async function expectTheme(page: Page, theme: Theme) {
  await expect(page.locator('body')).toHaveAttribute('data-theme-mode', theme);
}
