import { expect, test } from '@playwright/test';
import {
  apiAs,
  expectNoAxeViolations,
  failOnBrowserErrors,
  freshName,
  github,
  githubUrl,
  gitHostOf,
  grant,
  openAs,
  PATHS,
  repository,
  resourcePath,
  screenshot,
  settled,
  unitNamed,
} from './support';

failOnBrowserErrors();

/** What OpenTofu does in the demo takes seconds. */
test.setTimeout(240_000);
const PATIENT = { timeout: 60_000 };

interface Pull {
  number: number;
  state: string;
  merged_at: string | null;
  head: { ref: string };
}

test('a workspace is made, and what is requested is proposed there, approved and merged', async ({
  page,
}) => {
  const dora = await apiAs('dora');
  const tess = await apiAs('tess');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  await grant(dora, checkout.id, 'ams1', { cpu: 40, ramGb: 256 });
  const { name: integration } = await gitHostOf(dora);
  const workspace = freshName('iac');
  const url = await repository(workspace);
  const pulls = () => github<Pull[]>(`/repos/platform/${workspace}/pulls?state=all`);

  await test.step('a department admin adds and checks it', async () => {
    await openAs(page, 'dora', PATHS.workspaces);
    await page.getByRole('button', { name: 'Add a workspace' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a workspace' });
    await dialog.getByLabel('Name').fill(workspace);
    await dialog.getByLabel('Unit').fill('Payments');
    await page.getByRole('option', { name: /^Payments/ }).click();
    await dialog.getByRole('button', { name: /^Git host/ }).click();
    await page.getByRole('option', { name: integration }).click();
    await dialog.getByLabel('Repository').fill(url);
    await dialog.getByLabel('API of the host (optional)').fill(githubUrl);
    await expectNoAxeViolations(page, { within: '[role=dialog]' });
    await screenshot(page, 'workspace-form');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await expect(dialog).toBeHidden();
    await page.getByRole('button', { name: `Check ${workspace}` }).click();
    await expect(page.getByText(`The repository of ${workspace} can be written to`)).toBeVisible();
    await page.getByRole('link', { name: workspace }).click();
    await expect(page.getByText('It mirrors nothing yet')).toBeVisible();
  });

  const [{ id: workspaceId }] = (await dora.listWorkspaces({ query: { q: workspace } })).items;
  const ask = async (type: string, name: string, more: object) => {
    const body = { type, name, unitId: checkout.id, variables: {}, workspaceId, ...more };
    const made = await tess.createResource({ body });
    if ('valid' in made) throw new Error('A request was taken for a dry run');
    return made;
  };
  // No two networks begin at the same address.
  const octets = Date.now() % 65_536;
  const base = `10.${Math.floor(octets / 256)}.${octets % 256}.0`;
  const network = await ask('network', freshName('net'), { variables: { base } });
  await settled(tess, network.id);
  const name = freshName('machine');
  const { id } = await ask('vm', name, {
    ...{ site: 'ams1', parents: [network.id] },
    variables: { cpu: 5, ramGb: 8 },
  });

  await test.step('its pull request waits for the approval', async () => {
    const row = page.getByRole('row', { name: new RegExp(name) });
    await expect(row.getByText('Waits for its approval')).toBeVisible(PATIENT);
    await expectNoAxeViolations(page, { within: 'main' });
    await screenshot(page, 'workspace-open');
    const open = (await pulls()).filter(({ state }) => state === 'open');
    expect(open).toHaveLength(1);
    expect(open[0].head.ref).toContain(id);
    await page.goto(resourcePath(id));
    const part = page.getByRole('region', { name: 'In git' });
    await expect(part.getByRole('link', { name: `Pull request ${open[0].number}` })).toBeVisible();
    await screenshot(page, 'resource-in-git');
  });

  await test.step('the approval merges it', async () => {
    await page.goto(PATHS.approvals);
    await page.getByRole('link', { name: `Set up ${name}` }).click();
    await expect(page.getByText('2 to create')).toBeVisible(PATIENT);
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: `Approve: Set up ${name}?` });
    await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(dialog).toBeHidden();
    await page.goto(resourcePath(id));
    const part = page.getByRole('region', { name: 'In git' });
    await expect(part.getByText('Merged', { exact: true }).first()).toBeVisible(PATIENT);
    await expect(part).toContainText(/Pull request \d+.*merged/);
    await screenshot(page, 'resource-merged');
    const states = (await pulls()).map(({ merged_at }) => merged_at !== null);
    expect(states).toEqual([true, true]);
  });
});
