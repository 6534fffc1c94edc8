import { expect, test } from '@playwright/test';
import type { InfraClient } from '@bailiwick/backstage-plugin-infra-common';
import {
  apiAs,
  expectNoAxeViolations,
  failOnBrowserErrors,
  freshName,
  grant,
  openAs,
  PATHS,
  resourcePath,
  screenshot,
  unitNamed,
} from './support';

failOnBrowserErrors();

/** What OpenTofu does in the demo takes seconds, for one resource after the other. */
test.setTimeout(300_000);
const PATIENT = { timeout: 120_000 };

/** A network that no earlier run of the tests has taken. */
const freeBase = () => `10.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 256)}.0`;

/** What an approval is about, once its plan is there. */
async function digestOf(api: InfraClient, resourceId: string): Promise<string> {
  let digest: string | undefined;
  await expect
    .poll(async () => {
      const { items } = await api.listApprovals({ query: { resourceId, status: 'open' } });
      digest = items[0]?.digest;
      return digest;
    }, PATIENT)
    .toBeTruthy();
  return digest ?? '';
}

test('a blueprint is drawn, requested, made in its order, and destroyed as a whole', async ({
  page,
  browser,
}) => {
  const name = freshName('pair');
  const prefix = freshName('shop');
  const dora = await apiAs('dora');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  await grant(dora, checkout.id, 'ams1', { cpu: 40, ramGb: 256 });

  await test.step('a centre admin draws it', async () => {
    await openAs(page, 'ada', `${PATHS.blueprints}/-/new`);
    await page.getByLabel('Title').fill('Machine on a network');
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: 'Add Virtual machine' }).click();
    await page.getByRole('button', { name: 'Add Network' }).click();
    const board = page.getByRole('region', { name: /^Picture of the blueprint/ });
    await expect(board.getByText(/^\d problems?$/).first()).toBeVisible();
    // From the dot of what the network gives to the dot of what the machine needs.
    const from = board.locator('[data-id="network"] .react-flow__handle.source');
    const to = board.locator('[data-id="vm"] .react-flow__handle.target');
    await from.dragTo(to);
    await expect(board.locator('.react-flow__edge')).toHaveCount(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(board.locator('.react-flow__edge')).toHaveCount(0);
    await page.getByRole('button', { name: 'Redo' }).click();
    await expect(board.locator('.react-flow__edge')).toHaveCount(1);
    await board.getByRole('button', { name: 'Settings of network' }).click();
    const drawer = page.getByRole('dialog', { name: 'Settings of network' });
    await drawer.getByRole('button', { name: /Here/ }).first().click();
    await page.getByRole('option', { name: 'Whoever requests it: a choice of its own' }).click();
    await screenshot(page, 'blueprint-node');
    await drawer.getByRole('button', { name: 'Close' }).click();
    await expect(page.getByText('This can be saved')).toBeVisible();
    await expectNoAxeViolations(page, { within: 'main' });
    await screenshot(page, 'blueprint-editor');
    await page.getByRole('button', { name: 'Create the blueprint' }).click();
    await expect(
      page.getByRole('heading', { level: 2, name: 'Machine on a network' }),
    ).toBeVisible();
  });

  const context = await browser.newContext();
  const tess = await context.newPage();
  await test.step('a team lead requests it, and follows the workflow', async () => {
    await openAs(tess, 'tess', `${PATHS.blueprints}/${name}/request`);
    const form = tess.getByRole('form', { name: 'Machine on a network' });
    await expect(form.getByLabel('Team')).toHaveValue('Checkout', PATIENT);
    await form.getByRole('button', { name: /site/i }).click();
    await tess.getByRole('option', { name: /ams1/ }).click();
    await form.getByLabel('Name').fill(prefix);
    const choices = form.getByRole('region', { name: 'Choices' });
    await choices.getByRole('textbox').first().fill(freeBase());
    await expect(form.getByText('All of this would be accepted')).toBeVisible();
    await expect(form.getByRole('list', { name: 'In this order' })).toContainText(
      /Stage 1.*-network.*Stage 2.*-vm/,
    );
    await expectNoAxeViolations(tess, { within: 'main' });
    await screenshot(tess, 'blueprint-request');
    await form.getByRole('button', { name: 'Request all of it' }).click();
    await expect(tess.getByRole('heading', { level: 2, name: `Create ${prefix}` })).toBeVisible();
    await expect(tess.getByText('2 of 2 done')).toBeVisible(PATIENT);
    await expect(tess.getByRole('main').getByText('Done', { exact: true }).first()).toBeVisible();
    await expectNoAxeViolations(tess, { within: 'main' });
    await screenshot(tess, 'workflow-done');
  });

  await test.step('she destroys the network with everything upon it', async () => {
    const api = await apiAs('tess');
    const { items } = await api.listResources({ query: { q: `${prefix}-network` } });
    await tess.goto(resourcePath(items[0].id));
    await tess.getByRole('button', { name: 'Destroy with everything upon it' }).click();
    const dialog = tess.getByRole('dialog', { name: /with everything upon it/ });
    await expect(dialog.getByRole('list', { name: 'In this order' })).toContainText(
      /Stage 1.*-vm.*Stage 2.*-network/,
    );
    await dialog.getByLabel(/^Type .* to confirm$/).fill(`${prefix}-network`);
    await screenshot(tess, 'destroy-all');
    await dialog.getByRole('button', { name: 'Destroy all of it' }).click();
    await expect(
      tess.getByRole('heading', { level: 2, name: `Destroy ${prefix}-network` }),
    ).toBeVisible();
    // The end of a machine is asked about, also as a step of many.
    await expect(
      tess.getByRole('table').getByText('Waits for approval', { exact: true }),
    ).toBeVisible(PATIENT);
    await screenshot(tess, 'workflow-waits');
    const { items: machines } = await api.listResources({ query: { q: `${prefix}-vm` } });
    const digest = await digestOf(dora, machines[0].id);
    await dora.actOnResource({
      params: { id: machines[0].id, action: 'approve' },
      body: { digest },
    });
    await expect(tess.getByText('2 of 2 done')).toBeVisible(PATIENT);
  });
  await context.close();
  const ada = await apiAs('ada');
  await ada.deleteBlueprint({ params: { name } });
});

test('several resources are planned at once, and one is planned every night', async ({ page }) => {
  const dora = await apiAs('dora');
  const api = await apiAs('tess');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  await grant(dora, checkout.id, 'ams1', { cpu: 40, ramGb: 256 });
  const stem = freshName('note');
  for (const number of [1, 2]) {
    await api.createResource({
      body: {
        ...{ type: 'network', name: `${stem}-${number}`, unitId: checkout.id },
        variables: { base: freeBase() },
      },
    });
  }
  await openAs(page, 'tess', `${PATHS.resources}?q=${stem}`);
  await expect(page.getByText('Active', { exact: true })).toHaveCount(2, PATIENT);
  await page.getByRole('checkbox', { name: 'Mark all on this page' }).check();
  const bar = page.getByRole('region', { name: 'What to do with what is marked' });
  await expect(bar.getByRole('status')).toHaveText('2 marked');
  await screenshot(page, 'resources-marked');
  await bar.getByRole('button', { name: 'Plan' }).click();
  await page.getByRole('button', { name: 'Plan 2 resources' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Plan: 2 resources' })).toBeVisible();
  await expect(page.getByText('2 done')).toBeVisible();
  await expect(page.getByRole('table').getByText('Done', { exact: true })).toHaveCount(2, PATIENT);
  await expectNoAxeViolations(page, { within: 'main' });
  await screenshot(page, 'batch');

  await page.getByRole('link', { name: `${stem}-1` }).click();
  await page.getByRole('main').getByRole('tab', { name: 'Schedules' }).click();
  await page.getByRole('button', { name: 'Add a schedule' }).click();
  const dialog = page.getByRole('dialog', { name: `Add a schedule for ${stem}-1` });
  await dialog.getByLabel('Name').fill('Every night');
  await dialog.getByLabel('Time zone').fill('Europe/Amsterdam');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row', { name: /Every night/ });
  await expect(row).toContainText('Every day at 02:00, Europe/Amsterdam');
  await row.getByRole('button', { name: 'Pause Every night' }).click();
  await expect(row).toContainText('Paused');
  await screenshot(page, 'resource-schedules');
});
