import { expect, type Page, test } from '@playwright/test';
import {
  apiAs,
  type DemoUser,
  expectNoAxeViolations,
  failOnBrowserErrors,
  freshName,
  grant,
  openAs,
  PATHS,
  resourcePath,
  sandboxUrl,
  screenshot,
  settled,
  unitNamed,
} from './support';

failOnBrowserErrors();

/** What OpenTofu does in the demo takes seconds, twice for each step. */
test.setTimeout(240_000);
const PATIENT = { timeout: 60_000 };

/** The page in a browser of its own, so that three people look at the same thing at once. */
async function openFor(page: Page, user: DemoUser, path: string): Promise<Page> {
  const context = await page.context().browser()!.newContext();
  const own = await context.newPage();
  await openAs(own, user, path);
  return own;
}

/** Dora reads the plan of what waits for her, and approves just that. */
async function approve(page: Page, what: string, count: string): Promise<void> {
  await page.goto(PATHS.approvals);
  await page.getByRole('link', { name: what }).click();
  await expect(page.getByText(count)).toBeVisible(PATIENT);
  await expectNoAxeViolations(page, { within: 'main' });
  await screenshot(page, `approval-${what.split(' ')[0].toLowerCase()}`);
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Approve: ${what}?` });
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(dialog).toBeHidden();
}

test('a module is imported, requested, approved by its plan, changed and destroyed', async ({
  page,
}) => {
  const type = freshName('cache');
  const name = freshName('sessions');
  const dora = await apiAs('dora');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  await grant(dora, checkout.id, 'ams1', { cpu: 24, ramGb: 128 });

  await test.step('a centre admin imports it', async () => {
    await openAs(page, 'ada', PATHS.importType);
    await page.getByLabel('Repository URL').fill(`${sandboxUrl}/platform/modules.git`);
    await page.getByLabel('Branch or tag (optional)').fill('main');
    await page.getByLabel('Folder in the repository (optional)').fill('cache');
    await page.getByRole('button', { name: 'Read the module' }).click();
    const review = page.getByRole('form', { name: 'The type' });
    await expect(review.getByLabel('Title', { exact: false }).first()).toHaveValue('Cache');
    await review.getByLabel('Name', { exact: false }).first().fill(type);
    await review.getByLabel('Title', { exact: false }).first().fill(type);
    await review.getByLabel('Cores').fill('variables.nodes');
    await review.getByLabel('Memory in GiB').fill('variables.nodes * 2');
    await review.getByLabel('A site has to be chosen').check();
    await review.getByLabel('Somebody has to approve it').check();
    await review.getByLabel('Who decides').click();
    await page.getByRole('option', { name: 'department administrator' }).click();
    await expectNoAxeViolations(page, { within: 'main' });
    await screenshot(page, 'import-review');
    await review.getByRole('button', { name: 'Create the type' }).click();
    await expect(page.getByRole('heading', { level: 2, name: type })).toBeVisible();
    await screenshot(page, 'resource-type');
  });

  const tess = await openFor(page, 'tess', PATHS.request);
  await test.step('a team lead requests it', async () => {
    await tess.getByRole('link', { name: type, exact: true }).click();
    const form = tess.getByRole('form', { name: 'Request a resource' });
    await form.getByRole('button', { name: /site/i }).click();
    await tess.getByRole('option', { name: /ams1/ }).click();
    await form.getByLabel('Name').fill(name);
    const check = form.getByRole('region', { name: 'Check' });
    await expect(check.getByText('This would be accepted')).toBeVisible();
    await expect(check.getByText('an administrator of the department')).toBeVisible();
    await screenshot(tess, 'request-module');
    await form.getByRole('button', { name: 'Request', exact: true }).click();
    await expect(tess.getByRole('heading', { level: 2, name })).toBeVisible();
  });
  const api = await apiAs('tess');
  const { items } = await api.listResources({ query: { q: name } });
  const [{ id }] = items;

  const approver = await openFor(page, 'dora', PATHS.approvals);
  await test.step('the department admin approves just the plan that she has read', async () => {
    await approve(approver, `Set up ${name}`, '1 to create');
    await expect(tess.getByText('Active', { exact: true })).toBeVisible(PATIENT);
    await tess.getByRole('main').getByRole('tab', { name: 'Overview' }).click();
    await expect(tess.getByText(/^cache-.*\.example:6379$/)).toBeVisible();
    await screenshot(tess, 'module-provisioned');
  });

  await test.step('a change waits beside what is there, and is applied', async () => {
    await tess.goto(`${resourcePath(id)}/edit`);
    await tess.getByLabel('nodes', { exact: false }).fill('3');
    await tess.getByRole('button', { name: 'Propose the change' }).click();
    await approve(approver, `Change ${name}`, '2 to create');
    expect(await settled(api, id)).toMatchObject({ state: 'provisioned', revision: 2 });
    await tess.goto(resourcePath(id));
    await tess.getByRole('main').getByRole('tab', { name: 'Revisions' }).click();
    await expect(tess.getByRole('table', { name: /Revisions/ }).getByRole('row')).toHaveCount(3);
    await screenshot(tess, 'revisions');
  });

  await test.step('its end is approved as well', async () => {
    await tess.getByRole('button', { name: 'Destroy' }).click();
    const dialog = tess.getByRole('dialog', { name: `Destroy ${name}?` });
    await dialog.getByLabel(`Type ${name} to confirm`).fill(name);
    await dialog.getByRole('button', { name: 'Destroy' }).click();
    await expect(dialog).toBeHidden();
    await approve(approver, `Destroy ${name}`, '3 to destroy');
    expect(await settled(api, id)).toMatchObject({ state: 'destroyed', reservation: 'released' });
    await expect(tess.getByText('Destroyed', { exact: true })).toBeVisible(PATIENT);
  });
});

/** A network that no earlier run of the tests has taken. */
const freeBase = () => `10.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 256)}.0`;

test('a rejected request says why, and the team lead may not decide', async ({ page }) => {
  const dora = await apiAs('dora');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  await grant(dora, checkout.id, 'ams1', { cpu: 24, ramGb: 128 });
  const api = await apiAs('tess');
  const network = await api.createResource({
    body: {
      ...{ type: 'network', name: freshName('net'), unitId: checkout.id },
      variables: { base: freeBase() },
    },
  });
  if ('valid' in network) throw new Error('A request was taken for a dry run');
  await settled(api, network.id);
  const name = freshName('huge');
  const vm = await api.createResource({
    body: {
      ...{ type: 'vm', name, unitId: checkout.id, site: 'ams1', parents: [network.id] },
      variables: { cpu: 5, ramGb: 8 },
    },
  });
  if ('valid' in vm) throw new Error('A request was taken for a dry run');

  await openAs(page, 'tess', `${PATHS.approvals}/${vm.approvalId}`);
  const decision = page.getByRole('region', { name: 'Your decision' });
  await expect(decision.getByRole('paragraph')).toHaveText(
    'Nobody decides upon a request of their own',
  );

  const approver = await openFor(page, 'dora', `${PATHS.approvals}/${vm.approvalId}`);
  await approver.getByRole('button', { name: 'Reject' }).click();
  const dialog = approver.getByRole('dialog', { name: `Reject: Set up ${name}?` });
  await expect(dialog.getByRole('button', { name: 'Reject' })).toBeDisabled();
  await dialog.getByLabel('Why').fill('Four cores are enough for a test');
  await dialog.getByRole('button', { name: 'Reject' }).click();
  await page.goto(resourcePath(vm.id));
  await expect(page.getByText(/Four cores are enough for a test/)).toBeVisible();
  expect(await api.getResource({ params: { id: vm.id } })).toMatchObject({
    ...{ state: 'provision', status: 'rejected', reservation: 'released' },
  });
});
