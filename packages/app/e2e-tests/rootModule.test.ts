import { expect, test } from '@playwright/test';
import {
  apiAs,
  expectNoAxeViolations,
  expectRefusals,
  failOnBrowserErrors,
  freshName,
  openAs,
  PATHS,
  resourcePath,
  sandboxUrl,
  screenshot,
  settled,
  unitNamed,
} from './support';

failOnBrowserErrors();
test.setTimeout(180_000);
const PATIENT = { timeout: 60_000 };

test('a root module is read from its repository, requested, and applied by the plan that was approved', async ({
  page,
}) => {
  const name = freshName('stack');
  const dora = await apiAs('dora');
  const checkout = await unitNamed(dora, 'team', 'Checkout');

  await openAs(page, 'ada', `${PATHS.request}?type=root-module`);
  const form = page.getByRole('form', { name: 'Request a resource' });
  await form.getByLabel('Team').fill('Checkout');
  await page.getByRole('option', { name: /Checkout/ }).click();
  await form.getByLabel('Name', { exact: false }).first().fill(name);

  await test.step('a branch that is not there is told at its field', async () => {
    expectRefusals(400);
    await form.getByLabel('Repository').fill(`${sandboxUrl}/platform/modules.git`);
    await form.getByLabel('Branch or tag (optional)').fill('nowhere');
    await form.getByRole('button', { name: 'Read the repository' }).click();
    await expect(form.getByText('is neither a branch nor a tag of the repository')).toBeVisible();
    await screenshot(page, 'root-module-refused');
  });

  await test.step('the folder is chosen, and its variables become a form', async () => {
    await form.getByLabel('Branch or tag (optional)').fill('main');
    await form.getByRole('button', { name: 'Read the repository' }).click();
    await expect(form.getByText('There is no module in this folder')).toBeVisible();
    await form.getByRole('button', { name: /Folder/ }).click();
    await page.getByRole('option', { name: 'cache' }).click();
    const check = form.getByRole('region', { name: 'Check' });
    await expect(check.getByText('This would be accepted')).toBeVisible(PATIENT);
    await expectNoAxeViolations(page, { within: 'main' });
    await screenshot(page, 'root-module-request');
    await page.setViewportSize({ width: 400, height: 900 });
    await screenshot(page, 'root-module-request-narrow');
    await page.setViewportSize({ width: 1280, height: 720 });
    // Afterwards, since the check fades while it is asked again.
    await form.getByLabel('nodes').fill('2');
    await form.getByRole('button', { name: 'Request', exact: true }).click();
    await expect(page.getByRole('heading', { level: 2, name })).toBeVisible();
  });

  const { items } = await dora.listResources({ query: { q: name } });
  const [{ id, variables }] = items;
  expect(variables).toMatchObject({ commit: expect.stringMatching(/^[0-9a-f]{40}$/) });

  await test.step('the department reads the plan and approves it', async () => {
    const context = await page.context().browser()!.newContext();
    const approver = await context.newPage();
    await openAs(approver, 'dora', PATHS.approvals);
    await approver.getByRole('link', { name: `Set up ${name}` }).click();
    await expect(approver.getByText('2 to create')).toBeVisible(PATIENT);
    await screenshot(approver, 'root-module-approval');
    await approver.getByRole('button', { name: 'Approve', exact: true }).click();
    const dialog = approver.getByRole('dialog', { name: `Approve: Set up ${name}?` });
    await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(dialog).toBeHidden();
    const api = await apiAs('ada');
    expect(await settled(api, id)).toMatchObject({ state: 'provisioned', unitId: checkout.id });
    await context.close();
  });

  await test.step('the team changes values and cannot change the source', async () => {
    const context = await page.context().browser()!.newContext();
    const lead = await context.newPage();
    await openAs(lead, 'tess', `${resourcePath(id)}/edit`);
    await expect(lead.getByLabel('Repository')).toBeDisabled();
    await expect(lead.getByLabel('nodes')).toHaveValue('2');
    await expectNoAxeViolations(lead, { within: 'main' });
    await screenshot(lead, 'root-module-edit');
    await lead.getByLabel('nodes').fill('3');
    await expect(lead.getByRole('button', { name: 'Propose the change' })).toBeEnabled();
    await context.close();
  });
});
