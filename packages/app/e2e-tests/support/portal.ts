import { expect, Locator, Page } from '@playwright/test';

/** The paths of the suite's pages. */
export const PATHS = {
  overview: '/infra/overview',
  resources: '/infra/resources',
  request: '/infra/request',
  requestProject: '/infra/request?type=project',
  approvals: '/infra/approvals',
  types: '/infra/types',
  importType: '/infra/types/-/import',
  integrations: '/infra/integrations',
  workspaces: '/infra/workspaces',
  clouds: '/infra/clouds',
  audit: '/infra/audit',
  allocations: '/infra/allocations',
  inventory: '/infra/inventory',
  organisation: '/infra/organisation',
  workflows: '/infra/workflows',
  batches: '/infra/batches',
  schedules: '/infra/schedules',
  blueprints: '/infra/blueprints',
} as const;

export const resourcePath = (id: string) => `${PATHS.resources}/${id}`;

/** The page with that title, or any of ours, is there with all that it loads. */
export async function expectLoaded(page: Page, title?: string) {
  await expect(page.getByRole('heading', { level: 2, name: title })).toBeVisible();
  await expect(page.getByText('Loading', { exact: true })).toHaveCount(0);
  await expect(page.getByRole('progressbar')).toHaveCount(0);
}

/** Nothing is wider than the window. */
export async function expectNoSidewaysScroll(page: Page) {
  const excess = () =>
    page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await expect.poll(excess).toBeLessThanOrEqual(0);
}

/** Where the button cannot be pressed, and says why. */
export async function expectDisabledBecause(button: Locator, reason: RegExp) {
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await expect(button).toHaveAccessibleDescription(reason);
}

/** Opens the tab of an entity's page. */
export async function openEntityTab(page: Page, name: string) {
  await page
    .getByRole('navigation', { name: 'Content navigation' })
    .getByRole('link', { name, exact: true })
    .click();
}
