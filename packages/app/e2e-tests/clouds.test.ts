import { expect, type Page, test } from '@playwright/test';
import {
  addAwsCredentials,
  apiAs,
  approveInBrowser,
  expectNoAxeViolations,
  expectRefusals,
  failOnBrowserErrors,
  freshName,
  openAs,
  resourcePath,
  screenshot,
  settled,
  testAws,
  unitNamed,
} from './support';

failOnBrowserErrors();

/** A real provider plans and applies, and the machine does other things besides. */
test.setTimeout(300_000);
const PATIENT = { timeout: 120_000 };

async function choose(page: Page, label: RegExp, option: RegExp): Promise<void> {
  await page.getByRole('button', { name: label }).click();
  await page.getByRole('option', { name: option }).click();
}

const next = (page: Page) => page.getByRole('button', { name: 'Next' }).click();

async function createIt(page: Page): Promise<void> {
  await page.getByRole('button', { name: /review/i }).click();
  await page.getByRole('button', { name: /create/i }).click();
}

testAws(
  'a service of a cloud is requested, approved by its plan, and made (terraform-provider-aws must be installed)',
  async ({ page }) => {
    // The form asks what its request would take before the last setting is filled in.
    expectRefusals(400);
    const name = freshName('orders');
    const credentials = freshName('acme');
    const api = await apiAs('tess');
    const checkout = await unitNamed(api, 'team', 'Checkout');
    await addAwsCredentials(api, checkout.id, credentials);

    await test.step('a team lead requests it by the template', async () => {
      await openAs(page, 'tess', '/create/templates/default/cloud-service');
      await choose(page, /^Cloud/, /^Amazon Web Services/);
      await choose(page, /^Service/, /SNS/);
      await expectNoAxeViolations(page, { within: 'form' });
      await screenshot(page, 'cloud-service');
      await next(page);
      await page.getByRole('textbox', { name: /^Name/ }).fill(name);
      await page.getByRole('textbox', { name: /integrations|credentials/i }).click();
      await page.getByRole('option', { name: new RegExp(credentials) }).click();
      await page.keyboard.press('Escape');
      await next(page);
      await page.getByRole('textbox', { name: /environment/i }).fill('dev');
      await expect(page.getByText('This would be accepted')).toBeVisible();
      await screenshot(page, 'cloud-service-settings');
      await createIt(page);
      await expect(page.getByText('Your service is requested')).toBeVisible(PATIENT);
      await screenshot(page, 'cloud-service-requested');
    });

    const { items } = await api.listResources({ query: { q: name } });
    const [{ id }] = items;
    expect(items[0]).toMatchObject({ status: 'approval_pending', type: 'aws-sns' });

    await test.step('the department admin approves the plan', async () => {
      await approveInBrowser(page, name, 'cloud-service-plan');
    });

    await test.step('it is there, with its address', async () => {
      const made = await settled(api, id);
      expect(made).toMatchObject({ state: 'provisioned', status: 'done' });
      expect(JSON.stringify(made.outputs)).toMatch(/arn:aws:sns:[a-z0-9-]+:\d{12}:/);
      await page.goto(resourcePath(id));
      await expect(page.getByText('Active', { exact: true })).toBeVisible(PATIENT);
      await screenshot(page, 'cloud-service-made');
    });
  },
);
