import { expect, Page, test } from '@playwright/test';
import type { CreateResource, Resource } from '@bailiwick/backstage-plugin-infra-common';
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
/** A machine that waits for its approval for good. */
const MACHINE = 'house-machine';
const NETWORK = 'house-network';

const PAGES = [
  ['overview', PATHS.overview, 'Overview'],
  ['resources', PATHS.resources, 'Resources'],
  ['request', PATHS.requestProject, 'Request a resource'],
  ['allocations', `${PATHS.allocations}?site=ams1`, 'Allocations'],
  ['allocations-picture', `${PATHS.allocations}?site=ams1&view=picture`, 'Allocations'],
  ['inventory', `${PATHS.inventory}?q=ams1-c01`, 'Inventory'],
  ['inventory-syncs', `${PATHS.inventory}?tab=syncs`, 'Inventory'],
  ['organisation', PATHS.organisation, 'Organisation'],
  ['organisation-roles', `${PATHS.organisation}?tab=roles`, 'Organisation'],
  ['organisation-directory', `${PATHS.organisation}?tab=directory`, 'Organisation'],
  ['approvals', PATHS.approvals, 'Approvals'],
  ['approvals-all', `${PATHS.approvals}?tab=all`, 'Approvals'],
  ['types', PATHS.types, 'Resource types'],
  ['type', `${PATHS.types}/vm`, 'Virtual machine'],
  ['type-import', PATHS.importType, 'Import a type'],
  ['audit', PATHS.audit, 'Audit'],
  ['integrations', PATHS.integrations, 'Integrations'],
  ['secrets', `${PATHS.integrations}?tab=secrets`, 'Integrations'],
] as const;

const TABS = {
  [PROJECT]: ['overview', 'runs', 'access'],
  [MACHINE]: ['overview', 'plan', 'dependencies', 'revisions'],
};

/** By their names. */
const ids: Record<string, string> = {};
let approvalId: string;

test.beforeAll(async () => {
  const dora = await apiAs('dora');
  const tess = await apiAs('tess');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  await grant(dora, checkout.id, 'ams1', { cpu: 40, ramGb: 256 });
  const ask = async (type: string, name: string, more: Partial<CreateResource>) => {
    const { items } = await tess.listResources({ query: { q: name, state: 'provision' } });
    if (items[0]) return items[0];
    const body = { type, name, unitId: checkout.id, variables: {}, ...more };
    const made = await tess.createResource({ body });
    if ('valid' in made) throw new Error('A request was taken for a dry run');
    return made;
  };
  const provisioned = async (name: string, request: () => Promise<Resource>) => {
    const { items } = await tess.listResources({ query: { q: name, state: 'provisioned' } });
    ids[name] = (items[0] ?? (await request())).id;
    await settled(tess, ids[name]);
  };
  await provisioned(PROJECT, () => requestProject(tess, checkout.id, PROJECT));
  await provisioned(NETWORK, () => ask('network', NETWORK, { variables: { base: '10.99.99.0' } }));
  const machine = await ask('vm', MACHINE, {
    ...{ site: 'ams1', parents: [ids[NETWORK]] },
    variables: { cpu: 5, ramGb: 8 },
  });
  ids[MACHINE] = machine.id;
  approvalId = machine.approvalId!;
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
      for (const [resource, tabs] of Object.entries(TABS)) {
        for (const tab of tabs) {
          await test.step(`${resource}, ${tab}`, async () => {
            await page.goto(`${resourcePath(ids[resource])}?tab=${tab}`);
            await expectLoaded(page, resource);
            await expect(page.getByRole('tabpanel')).toBeVisible();
            await expectFine(page, `resource-${tab}-${user}-${theme}`, theme);
          });
        }
      }
      await test.step('an approval', async () => {
        await page.goto(`${PATHS.approvals}/${approvalId}`);
        await expectLoaded(page, `Set up ${MACHINE}`);
        await expectFine(page, `approval-${user}-${theme}`, theme);
      });
      await test.step('a change', async () => {
        await page.goto(`${resourcePath(ids[NETWORK])}/edit`);
        await expectLoaded(page, `Change ${NETWORK}`);
        await expectFine(page, `edit-${user}-${theme}`, theme);
      });
    });
  }
}
