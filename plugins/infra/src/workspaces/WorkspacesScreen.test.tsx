import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { sketchIntegration, sketchMirror, sketchWorkspace } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { chooseFrom, press } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { WorkspaceRoutes } from './WorkspaceRoutes';

const network = fakeNetwork();

const open = (path = '') =>
  renderScreen(<WorkspaceRoutes />, {
    at: `/infra/workspaces${path}`,
    mountPath: '/infra/workspaces/*',
  });
const dialog = async () => within(await screen.findByRole('dialog'));
const gone = () => waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
const payments = () => network.world.org.named('Payments').unit;

beforeEach(() => {
  const { world } = network;
  world.signIn('user:default/dora', [{ role: 'dept_admin', unit: 'Payments' }]);
  world.integrations = [sketchIntegration(1, { type: 'git-host', unitId: payments().id })];
  world.workspaces = [sketchWorkspace(1, payments(), { mirrored: 2, failing: 1 })];
});

describe('workspaces', () => {
  const table = () => screen.findByRole('table', { name: 'Workspaces' });

  it('shows whose they are, what they serve and what is not up to date', async () => {
    open();
    const rows = within(await table());
    expect(rows.getByRole('row', { name: /payments-iac/ })).toHaveTextContent(
      'payments-iacPaymentshttps://git.test/platform/iac.git (main)every type2 resources 1 not up to datenever',
    );
    expect(rows.getByRole('link', { name: 'payments-iac' })).toHaveAttribute(
      'href',
      `/infra/workspaces/${network.world.workspaces[0].id}`,
    );
  });

  it('adds one, with the git hosts of its unit to choose from', async () => {
    open();
    await press('Add a workspace');
    const box = await dialog();
    const add = box.getByRole('button', { name: 'Add' });
    await userEvent.type(box.getByLabelText(/^Name/), 'risk-iac');
    await userEvent.type(box.getByLabelText(/^Unit/), 'Payments');
    await userEvent.click(await screen.findByRole('option', { name: /Payments/ }));
    await chooseFrom(await box.findByLabelText(/^Git host/), /platform-git/);
    const folder = box.getByLabelText(/^Folder of a resource/);
    await userEvent.clear(folder);
    await userEvent.type(folder, 'live/{{name}');
    expect(folder).toHaveAccessibleDescription(
      'must contain {id}, so that each resource has a folder of its own',
    );
    expect(add).toBeDisabled();
    await userEvent.type(folder, '-{{id}');
    await userEvent.type(box.getByLabelText(/^Repository/), 'https://git.test/platform/risk.git');
    await userEvent.click(add);
    await gone();
    expect(network.backend.callsOf('createWorkspace')[0].body).toEqual({
      ...{ name: 'risk-iac', unitId: payments().id, branch: 'main', resourceTypes: [] },
      integrationId: network.world.integrations[0].id,
      ...{ url: 'https://git.test/platform/risk.git', path: 'live/{name}-{id}' },
    });
    expect(await screen.findByRole('link', { name: 'risk-iac' })).toBeInTheDocument();
  });

  it('shows what the backend finds wrong with a change, at its field', async () => {
    network.backend.fail('updateWorkspace', 'VALIDATION_ERROR', 'wrong', [
      { pointer: '/url', message: 'must be below https://git.test' },
    ]);
    open();
    await press('Change payments-iac');
    const box = await dialog();
    await userEvent.click(box.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(box.getByLabelText(/^Repository/)).toHaveAccessibleDescription(
        'must be below https://git.test',
      ),
    );
  });

  it('checks one, and says what the git host said', async () => {
    open();
    await press('Check payments-iac');
    const accepted = 'The repository of payments-iac can be written to';
    expect((await screen.findAllByText(accepted)).length).toBeGreaterThan(0);
    network.backend.on('validateWorkspace', () => ({
      valid: false,
      message: 'no such repository',
    }));
    await press('Check payments-iac');
    const refused = 'payments-iac cannot be used: no such repository';
    expect((await screen.findAllByText(refused)).length).toBeGreaterThan(0);
  });

  it('says which resources are in the way of a deletion', async () => {
    const [web] = network.world.resources;
    network.world.mirrors = [sketchMirror(network.world.workspaces[0], web)];
    open();
    await press('Delete payments-iac');
    const box = await dialog();
    await userEvent.click(box.getByRole('button', { name: 'Delete' }));
    expect(await box.findByRole('link', { name: web.name })).toBeInTheDocument();
    network.world.mirrors = [];
    await userEvent.click(box.getByRole('button', { name: 'Delete' }));
    await gone();
    expect(await screen.findByText('There is no workspace yet')).toBeInTheDocument();
  });

  it('says why others cannot change one', async () => {
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
    network.world.workspaces = [sketchWorkspace(1, payments(), { mayManage: false })];
    open();
    await table();
    expect(screen.getByRole('button', { name: 'Change payments-iac' })).toHaveAccessibleDescription(
      'Only administrators and the department admin over Payments keep this workspace',
    );
    expect(screen.getByRole('button', { name: 'Add a workspace' })).toHaveAccessibleDescription(
      'Only administrators and department admins keep workspaces',
    );
  });

  it('tells loading, empty, no match, forbidden and failed apart', async () => {
    network.backend.stall('listWorkspaces');
    const loading = open();
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    loading.unmount();
    network.backend.on('listWorkspaces', () => ({ items: [] }));
    const empty = open();
    expect(await screen.findByText('There is no workspace yet')).toBeInTheDocument();
    empty.unmount();
    const filtered = open('?q=nothing');
    expect(await screen.findByText('No workspace matches')).toBeInTheDocument();
    filtered.unmount();
    network.backend.fail('listWorkspaces', 'FORBIDDEN', 'no');
    const forbidden = open();
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    forbidden.unmount();
    network.backend.on('listWorkspaces', () => {
      throw new Error('boom');
    });
    open();
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });

  it('has no accessibility violations', async () => {
    const { container } = open();
    await table();
    await expectAccessible(container);
    await press('Add a workspace');
    await dialog();
    await expectAccessible(screen.getByRole('dialog'));
  });
});

describe('one workspace', () => {
  const table = () => screen.findByRole('table', { name: 'What it mirrors' });
  const failing = {
    ...{ reason: 'unreachable' as const, message: 'The git host does not answer', attempts: 3 },
    ...{ since: new Date().toISOString(), nextAttemptAt: new Date().toISOString() },
  };

  beforeEach(() => {
    const { world } = network;
    const [web, batch] = world.resources;
    const [workspace] = world.workspaces;
    world.mirrors = [
      sketchMirror(workspace, web, { outside: 'closed', state: 'closed' }),
      sketchMirror(workspace, batch, { error: failing }),
    ];
  });
  const path = () => `/${network.world.workspaces[0].id}`;

  it('shows each resource with its pull request, and what is wrong with it', async () => {
    open(path());
    const rows = within(await table());
    const [web, batch] = network.world.resources;
    const closed = rows.getByRole('row', { name: new RegExp(`^${web.name}`) });
    expect(closed).toHaveTextContent('Somebody closed its pull request on the git host.');
    expect(within(closed).getByRole('link', { name: /^Pull request 7/ })).toHaveAttribute(
      'href',
      'https://git.test/platform/iac/pull/7',
    );
    const failed = rows.getByRole('row', { name: new RegExp(`^${batch.name}`) });
    expect(failed).toHaveTextContent('Not up to date');
    expect(failed).toHaveTextContent('The git host does not answer');
    expect(failed).toHaveTextContent('Tried 3 times.');
    await press(`Try ${batch.name} again`);
    await waitFor(() => expect(screen.queryByText('Not up to date')).not.toBeInTheDocument());
  });

  it('narrows the list by state', async () => {
    open(`${path()}?state=closed`);
    await table();
    const [web, batch] = network.world.resources;
    expect(screen.getByRole('link', { name: web.name })).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: batch.name })).not.toBeInTheDocument();
  });

  it('says that there is no such workspace', async () => {
    open('/00000000-0000-4000-8000-000000000000');
    expect(await screen.findByRole('alert')).toHaveTextContent('There is no workspace');
  });

  it('has no accessibility violations', async () => {
    const { container } = open(path());
    await table();
    await expectAccessible(container);
  });
});
