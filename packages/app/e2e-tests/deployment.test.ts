import { expect, Page, test } from '@playwright/test';
import {
  apiAs,
  expectDisabledBecause,
  expectNoAxeViolations,
  failOnBrowserErrors,
  freshName,
  grant,
  openAs,
  requestProject,
  screenshot,
  settled,
  unitNamed,
} from './support';

failOnBrowserErrors();

/** A project of Checkout that is there, and the path of its entity's tab. */
async function deployedProject() {
  const dora = await apiAs('dora');
  const tess = await apiAs('tess');
  const checkout = await unitNamed(dora, 'team', 'Checkout');
  await grant(dora, checkout.id, 'ams1', { cpu: 40, ramGb: 256 });
  const requested = await requestProject(tess, checkout.id, freshName('deployed'));
  const project = await settled(tess, requested.id);
  expect(project).toMatchObject({ state: 'provisioned', status: 'done' });
  const [kind, rest] = project.entityRef.split(':');
  const [namespace, name] = rest.split('/');
  return { project, path: `/catalog/${namespace}/${kind}/${name}/deployment` };
}

const history = (page: Page) =>
  page.getByRole('table', { name: 'Revisions that were deployed, the newest first' });

test('an administrator syncs an application, and rolls it back', async ({ page }) => {
  const { project, path } = await deployedProject();
  const second = await deployedProject();
  await openAs(page, 'ada', second.path);
  await page.getByRole('button', { name: 'Sync', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expectNoAxeViolations(page, { within: '[role=dialog]' });
  await screenshot(page, 'argocd-sync-dialog');
  await dialog.getByRole('button', { name: 'Sync' }).click();
  await expect(page.getByText(/Argo CD is syncing/)).toBeVisible();
  await expectNoAxeViolations(page, { within: 'main' });

  await page.goto(path);
  await history(page)
    .getByRole('button', { name: /Roll back/ })
    .first()
    .click();
  await screenshot(page, 'argocd-rollback-dialog');
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
  await expect(page.getByText(/Reverted by commit [0-9a-f]{9}/)).toBeVisible({ timeout: 30_000 });
  const resources = page.getByRole('table', { name: 'Resources of the application' });
  await expect(resources.getByText(project.externalName ?? '').first()).toBeVisible();
  const leftOver = resources.getByRole('row', { name: second.project.externalName });
  await expect(leftOver.getByText('Out of sync').first()).toBeVisible({ timeout: 30_000 });
  await screenshot(page, 'argocd-rolled-back');

  await page.getByRole('button', { name: 'Sync', exact: true }).click();
  await dialog.getByLabel('Delete what is not in the repository any more').check();
  await dialog.getByRole('button', { name: 'Sync' }).click();
  await expect(leftOver).toHaveCount(0, { timeout: 30_000 });
});

test('a team lead syncs, and is told why a rollback is not theirs', async ({ page }) => {
  const { path } = await deployedProject();
  await openAs(page, 'tess', path);
  await expect(page.getByRole('button', { name: 'Sync', exact: true })).toBeEnabled();
  await expectDisabledBecause(
    history(page)
      .getByRole('button', { name: /Roll back/ })
      .first(),
    /Only administrators may take an application back/,
  );
  await screenshot(page, 'argocd-team-lead');
});
