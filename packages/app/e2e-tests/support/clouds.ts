import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type { InfraClient } from '@bailiwick/backstage-plugin-infra-common';
import { sandboxUrl } from './api';
import { PATHS } from './portal';
import { screenshot } from './screenshot';
import { openAs } from './session';

/** Making a plan with a real provider takes its time on a busy machine. */
const PATIENT = { timeout: 120_000 };

const mirror = process.env.BAILIWICK_TERRAFORM_MIRROR ?? '/opt/tf-plugins';
const hasAws = existsSync(join(mirror, 'registry.terraform.io/hashicorp/aws'));

/** A test that needs terraform-provider-aws, which its title should say. */
export const testAws = hasAws ? test : test.skip;

/** Credentials of the sandbox's account, which the unit may use. */
export async function addAwsCredentials(
  api: InfraClient,
  unitId: string,
  name: string,
): Promise<void> {
  const { aws } = await (await fetch(`${sandboxUrl}/_control`)).json();
  await api.createIntegration({
    body: {
      ...{ name, type: 'aws-access-key', unitId },
      values: {
        account_id: aws.account,
        access_key_id: aws.accessKeyId,
        secret_access_key: aws.secretAccessKey,
        endpoint_url: aws.url,
      },
    },
  });
}

/** The department admin reads the plan of a new resource in a browser of her own, and approves it. */
export async function approveInBrowser(page: Page, name: string, picture: string): Promise<void> {
  const context = await page.context().browser()!.newContext();
  const dora = await context.newPage();
  await openAs(dora, 'dora', PATHS.approvals);
  await dora.getByRole('link', { name: `Set up ${name}` }).click();
  await expect(dora.getByText(/\d+ to create/)).toBeVisible(PATIENT);
  await screenshot(dora, picture);
  await dora.getByRole('button', { name: 'Approve', exact: true }).click();
  const dialog = dora.getByRole('dialog', { name: `Approve: Set up ${name}?` });
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(dialog).toBeHidden();
  await context.close();
}
