import { expect, Page, test } from '@playwright/test';
import {
  type DemoUser,
  expectLoaded,
  expectNoAxeViolations,
  expectNoSidewaysScroll,
  expectRefusals,
  expectTheme,
  failOnBrowserErrors,
  furnishedHouse,
  type House,
  HOUSE,
  openAs,
  PATHS,
  resourcePath,
  screenshot,
  switchTheme,
  useTheme,
} from './support';

failOnBrowserErrors();

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 400, height: 800 };

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
  ['clouds', PATHS.clouds, 'Clouds'],
  ['cloud', `${PATHS.clouds}/aws`, 'Amazon Web Services'],
  ['cloud-regions', `${PATHS.clouds}/aws?tab=regions`, 'Amazon Web Services'],
  ['cloud-pricing', `${PATHS.clouds}/aws?tab=pricing`, 'Amazon Web Services'],
  ['cloud-sign-in', `${PATHS.clouds}/aws?tab=sign-in`, 'Amazon Web Services'],
  ['cloud-guide', `${PATHS.clouds}/aws/sign-in/access-key`, 'Connect an AWS account'],
  ['cloud-code', `${PATHS.clouds}/-/code`, 'What does my code need?'],
  ['workflows', PATHS.workflows, 'Workflows'],
  ['batches', PATHS.batches, 'Batches'],
  ['schedules', PATHS.schedules, 'Schedules'],
  ['blueprints', PATHS.blueprints, 'Blueprints'],
  ['blueprint', `${PATHS.blueprints}/${HOUSE.blueprint}`, 'House blueprint'],
  [
    'blueprint-request',
    `${PATHS.blueprints}/${HOUSE.blueprint}/request`,
    'Request House blueprint',
  ],
  ['secrets', `${PATHS.integrations}?tab=secrets`, 'Integrations'],
  ['workspaces', PATHS.workspaces, 'Workspaces'],
] as const;

const TABS = {
  [HOUSE.project]: ['overview', 'runs', 'access'],
  [HOUSE.machine]: ['overview', 'plan', 'dependencies', 'revisions'],
  [HOUSE.network]: ['schedules'],
};

let house: House;
test.beforeAll(async () => {
  house = await furnishedHouse();
});

/** Structure is of the width and not of the theme: the dark theme is looked through for its colours. */
async function expectFine(page: Page, name: string) {
  await expectNoAxeViolations(page, { within: 'main' });
  await screenshot(page, `${name}-light`);
  await page.setViewportSize(NARROW);
  await expectNoSidewaysScroll(page);
  await expectNoAxeViolations(page, { within: 'main' });
  await screenshot(page, `${name}-light-narrow`);
  await page.setViewportSize(WIDE);
  await switchTheme(page, 'dark');
  await expectLoaded(page);
  await expectNoAxeViolations(page, { within: 'main', only: 'colours' });
  await screenshot(page, `${name}-dark`);
}

for (const user of ['tess', 'dora', 'ada'] satisfies DemoUser[]) {
  test(`every page is accessible to ${user}`, async ({ page }) => {
    test.setTimeout(600_000);
    // Who is no administrator may not see all pages; what is shown then has to be accessible too.
    if (user !== 'ada') expectRefusals(403);
    const visit = (name: string, path: string, title: string, look?: () => Promise<void>) =>
      test.step(name, async () => {
        await page.goto(path);
        await expectLoaded(page, title);
        await look?.();
        await expectFine(page, `${name}-${user}`);
      });
    await useTheme(page, 'light');
    await openAs(page, user);
    await expectTheme(page, 'light');
    for (const [name, path, title] of PAGES) await visit(name, path, title);
    for (const [resource, tabs] of Object.entries(TABS)) {
      for (const tab of tabs) {
        const path = `${resourcePath(house.ids[resource])}?tab=${tab}`;
        await visit(`resource-${tab}`, path, resource, () =>
          expect(page.getByRole('tabpanel')).toBeVisible(),
        );
      }
    }
    await visit('workspace', `${PATHS.workspaces}/${house.workspaceId}`, HOUSE.workspace);
    await visit('approval', `${PATHS.approvals}/${house.approvalId}`, `Set up ${HOUSE.machine}`);
    await visit(
      'edit',
      `${resourcePath(house.ids[HOUSE.network])}/edit`,
      `Change ${HOUSE.network}`,
    );
    if (user !== 'ada') return;
    const blueprint = `${PATHS.blueprints}/${HOUSE.blueprint}/edit`;
    await visit('blueprint-list', `${blueprint}?view=list`, 'Change House blueprint', () =>
      expect(page.getByText('This can be saved')).toBeVisible(),
    );
    await visit('blueprint-edit', blueprint, 'Change House blueprint', () =>
      expect(page.locator('.react-flow__edge')).toHaveCount(1),
    );
  });
}
