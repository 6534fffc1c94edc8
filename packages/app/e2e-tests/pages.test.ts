import { expect, Page, test } from '@playwright/test';
import {
  apiAs,
  type DemoUser,
  expectLoaded,
  expectNoAxeViolations,
  expectNoSidewaysScroll,
  expectRefusals,
  expectTheme,
  failOnBrowserErrors,
  grant,
  openAs,
  PATHS,
  requestProject,
  resourcePath,
  screenshot,
  settled,
  type Theme,
  THEMES,
  unitNamed,
  useTheme,
} from './support';

failOnBrowserErrors();

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 400, height: 800 };
const PROJECT = 'house-style';

const PAGES = [
  ['overview', PATHS.overview, 'Overview'],
  ['resources', PATHS.resources, 'Resources'],
  ['request', PATHS.request, 'Request a resource'],
  ['allocations', `${PATHS.allocations}?site=ams1`, 'Allocations'],
  ['allocations-picture', `${PATHS.allocations}?site=ams1&view=picture`, 'Allocations'],
  ['inventory', `${PATHS.inventory}?q=ams1-c01`, 'Inventory'],
  ['inventory-syncs', `${PATHS.inventory}?tab=syncs`, 'Inventory'],
  ['organisation', PATHS.organisation, 'Organisation'],
  ['organisation-roles', `${PATHS.organisation}?tab=roles`, 'Organisation'],
  ['organisation-directory', `${PATHS.organisation}?tab=directory`, 'Organisation'],
] as const;

let projectId: string;

test.beforeAll(async () => {
  const dora = await apiAs('dora');
  const tess = await apiAs('tess');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  await grant(dora, checkout.id, 'ams1', { cpu: 40, ramGb: 256 });
  const { items } = await tess.listResources({ query: { q: PROJECT, state: 'provisioned' } });
  projectId = (items[0] ?? (await requestProject(tess, checkout.id, PROJECT))).id;
  await settled(tess, projectId);
});

/** Colours are of the theme and structure is of the width, so that of the four only three are looked through. */
async function expectFine(page: Page, name: string, theme: Theme) {
  await expectNoAxeViolations(page, { within: 'main' });
  await screenshot(page, name);
  await page.setViewportSize(NARROW);
  await expectNoSidewaysScroll(page);
  if (theme === 'light') await expectNoAxeViolations(page, { within: 'main' });
  await screenshot(page, `${name}-narrow`);
  await page.setViewportSize(WIDE);
}

for (const user of ['tess', 'dora', 'ada'] satisfies DemoUser[]) {
  for (const theme of THEMES) {
    test(`every page is accessible to ${user} in the ${theme} theme`, async ({ page }) => {
      test.setTimeout(180_000);
      // Who is no administrator may not see all pages; what is shown then has to be accessible too.
      if (user !== 'ada') expectRefusals(403);
      await useTheme(page, theme);
      await openAs(page, user);
      await expectTheme(page, theme);
      for (const [name, path, title] of PAGES) {
        await test.step(name, async () => {
          await page.goto(path);
          await expectLoaded(page, title);
          await expectFine(page, `${name}-${user}-${theme}`, theme);
        });
      }
      for (const tab of ['overview', 'runs', 'access']) {
        await test.step(`resource, ${tab}`, async () => {
          await page.goto(`${resourcePath(projectId)}?tab=${tab}`);
          await expectLoaded(page, PROJECT);
          await expect(page.getByRole('tabpanel')).toBeVisible();
          await expectFine(page, `resource-${tab}-${user}-${theme}`, theme);
        });
      }
    });
  }
}
