import { expect, test } from '@playwright/test';
import {
  addAwsCredentials,
  apiAs,
  approveInBrowser,
  expectNoAxeViolations,
  failOnBrowserErrors,
  freshName,
  github,
  openAs,
  resourcePath,
  sandboxUrl,
  screenshot,
  settled,
  testAws,
  unitNamed,
} from './support';

failOnBrowserErrors();

/** A real provider plans and applies, and AWS itself takes a minute for a bucket's rules. */
test.setTimeout(420_000);
const PATIENT = { timeout: 180_000 };

const name = freshName('pics').slice(0, 20);
/** The example of the sandbox, which is written against the neutral SDK. */
const repository = { owner: 'apps', name: 'photos' };
const ofRepository = `/repos/${repository.owner}/${repository.name}`;
let pullNumber: string | undefined;

test.afterAll(async () => {
  if (pullNumber) await github(`${ofRepository}/pulls/${pullNumber}`, { state: 'closed' }, 'PATCH');
  const tess = await apiAs('tess');
  for (const { id, allowedActions } of (await tess.listResources({ query: { q: name } })).items) {
    const [action] = ['cancel', 'destroy'].filter(wanted =>
      allowedActions.some(one => one.action === wanted && one.allowed),
    );
    if (action) await tess.actOnResource({ params: { id, action }, body: {} });
  }
});

testAws(
  'a repository is looked into, moved to a cloud by a pull request, and what it needs there is made (terraform-provider-aws must be installed)',
  async ({ page }) => {
    const tess = await apiAs('tess');
    const checkout = await unitNamed(tess, 'team', 'Checkout');
    const credentials = freshName('acme');
    await addAwsCredentials(tess, checkout.id, credentials);

    await test.step('the code of the repository says what it needs, and clouds what that costs', async () => {
      await openAs(page, 'tess', '/create/templates/default/move-service');
      await page.getByRole('textbox', { name: 'Owner' }).fill(repository.owner);
      await page.getByRole('textbox', { name: 'Repository name' }).fill(repository.name);
      await page.getByRole('textbox', { name: /^Name of the service/ }).fill(name);
      await page.getByRole('button', { name: 'Next' }).click();
      const needs = page.getByRole('table', { name: /needs/i });
      await expect(needs.getByRole('row', { name: /storage/ })).toContainText('app.py:10');
      await expect(needs.getByRole('row', { name: /compute/ })).toBeVisible();
      const aws = page.getByRole('radio', { name: 'Amazon Web Services' });
      await expect(page.getByText(/\d a month/)).toHaveCount(3);
      await aws.check();
      await expect(page.getByRole('table', { name: /Amazon Web Services/ })).toContainText('S3');
      await expectNoAxeViolations(page, { within: 'form' });
      await screenshot(page, 'move-service-options');
      await page.getByRole('button', { name: 'Next' }).click();
    });

    await test.step('it is moved, and what it needs is requested', async () => {
      await page.getByRole('checkbox', { name: /Request the services now/ }).check();
      await page.getByRole('textbox', { name: /integrations|credentials/i }).click();
      await page.getByRole('option', { name: new RegExp(credentials) }).click();
      await page.keyboard.press('Escape');
      await screenshot(page, 'move-service-request');
      await page.getByRole('button', { name: /review/i }).click();
      await page.getByRole('button', { name: /create/i }).click();
      await expect(page.getByText('The move is proposed')).toBeVisible(PATIENT);
      await expect(page.getByText(/A plan for each of compute, storage/)).toBeVisible();
      await screenshot(page, 'move-service-done');
    });

    await test.step('the pull request has the code of the cloud and its configuration', async () => {
      const link = page.getByRole('link', { name: 'The pull request' });
      const address = (await link.getAttribute('href')) ?? '';
      expect(address).toContain(`${sandboxUrl}/${repository.owner}/${repository.name}/pull/`);
      pullNumber = address.slice(address.lastIndexOf('/') + 1);
      const host = await page.context().newPage();
      await host.goto(address);
      for (const line of [
        '-from infrar.storage import list_objects, upload',
        '+import boto3',
        '+module "storage_s3" {',
        '+module "compute_lambda" {',
      ]) {
        await expect(host.getByText(line).first()).toBeVisible();
      }
      await screenshot(host, 'move-service-pull-request');
      await host.close();
    });

    const { items } = await tess.listResources({ query: { q: name } });
    expect(items.map(({ type }) => type).sort()).toEqual(['aws-lambda', 'aws-s3']);
    const { id, name: bucket } = items.find(({ type }) => type === 'aws-s3')!;

    await test.step('the department admin approves the plan, and it is made', async () => {
      await approveInBrowser(page, bucket, 'move-service-plan');
      expect(await settled(tess, id, PATIENT)).toMatchObject({
        ...{ state: 'provisioned', status: 'done' },
        outputs: { bucket_arn: expect.stringMatching(/^arn:aws:s3:::/) },
      });
      await page.goto(resourcePath(id));
      await expect(page.getByText('Active', { exact: true })).toBeVisible(PATIENT);
      await screenshot(page, 'move-service-made');
    });
  },
);
