import { SECRET_MASK } from '@bailiwick/backstage-plugin-infra-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { idOf, sketchIntegration, sketchSecret } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { chooseFrom, press } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { IntegrationsScreen } from './IntegrationsScreen';

const network = fakeNetwork();

const open = (tab?: string) =>
  renderScreen(<IntegrationsScreen />, { at: tab ? `/?tab=${tab}` : '/' });
const dialog = async () => within(await screen.findByRole('dialog'));
const gone = () => waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
const team = () => network.world.org.named('Checkout').unit.id;

async function chooseUnit(box: Awaited<ReturnType<typeof dialog>>, name: string) {
  await userEvent.type(box.getByLabelText(/^Unit/), name);
  await userEvent.click(await screen.findByRole('option', { name: new RegExp(name) }));
}

describe('integrations', () => {
  const table = () => screen.findByRole('table', { name: 'Integrations' });

  beforeEach(() => {
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
    network.world.integrations = [
      sketchIntegration(1, { usedBy: 2 }),
      sketchIntegration(2, {
        name: 'checkout-env',
        type: 'environment',
        unitId: team(),
        values: { API_KEY: SECRET_MASK },
      }),
    ];
  });

  it('shows them without their secrets', async () => {
    open();
    const rows = within(await table());
    await waitFor(() =>
      expect(rows.getByRole('row', { name: /checkout-env/ })).toHaveTextContent('Checkout'),
    );
    expect(rows.getByRole('row', { name: /platform-git/ })).toHaveTextContent(
      'platform-gitGit hosteverybody2 resourcesnever',
    );
    expect(rows.getByRole('button', { name: 'Check checkout-env' })).toHaveAccessibleDescription(
      'Credentials of this kind cannot be checked',
    );
  });

  it('adds one by the fields of its kind, secrets hidden as they are typed', async () => {
    open();
    await press('Add an integration');
    const box = await dialog();
    const add = box.getByRole('button', { name: 'Add' });
    await userEvent.type(box.getByLabelText(/^Name/), 'edge-git');
    expect(add).toBeDisabled();
    await userEvent.type(box.getByLabelText(/^Address/), 'http://git.test');
    expect(box.getByLabelText(/^Address/)).toHaveAccessibleDescription(
      'This does not have the form that is expected',
    );
    await userEvent.clear(box.getByLabelText(/^Address/));
    await userEvent.type(box.getByLabelText(/^Address/), 'https://git.test');
    expect(box.getByLabelText(/^Token/)).toHaveAttribute('type', 'password');
    await userEvent.type(box.getByLabelText(/^Token/), 's3cret');
    await userEvent.click(add);
    await gone();
    expect(network.backend.callsOf('createIntegration')[0].body).toEqual({
      name: 'edge-git',
      type: 'git',
      values: { url: 'https://git.test', token: 's3cret' },
    });
    expect(await screen.findByText('edge-git')).toBeInTheDocument();
    expect(screen.queryByText('s3cret')).not.toBeInTheDocument();
  });

  it('adds values with names of their own', async () => {
    open();
    await press('Add an integration');
    const box = await dialog();
    await chooseFrom(box.getByLabelText(/^Kind/), 'Environment variables');
    await userEvent.type(box.getByLabelText(/^Name \*|^Name$/), 'edge-env');
    await userEvent.click(box.getByRole('button', { name: 'Add a value' }));
    await userEvent.type(box.getByLabelText('Name of value 1'), 'REGION');
    await userEvent.type(box.getByLabelText('Value of REGION'), 'eu');
    await userEvent.click(box.getByRole('button', { name: 'Add' }));
    await gone();
    expect(network.backend.callsOf('createIntegration')[0].body).toMatchObject({
      type: 'environment',
      values: { REGION: 'eu' },
    });
  });

  it('keeps a secret that is not typed anew, by its mask', async () => {
    open();
    await press('Change platform-git');
    const box = await dialog();
    expect(box.getByLabelText(/^Token/)).toHaveValue('');
    expect(box.getByLabelText(/^Token/)).toHaveAccessibleDescription(
      'It is set. What you type here replaces it.',
    );
    await userEvent.clear(box.getByLabelText(/^Address/));
    await userEvent.type(box.getByLabelText(/^Address/), 'https://git2.test');
    await userEvent.click(box.getByRole('button', { name: 'Save' }));
    await gone();
    expect(network.backend.callsOf('updateIntegration')[0].body).toEqual({
      name: 'platform-git',
      values: { url: 'https://git2.test', token: SECRET_MASK },
    });
  });

  it('checks one, and says what the other side said', async () => {
    open();
    await press('Check platform-git');
    expect((await screen.findAllByText('platform-git was accepted')).length).toBeGreaterThan(0);
    network.backend.on('validateIntegration', () => ({ valid: false, message: '401' }));
    await press('Check platform-git');
    expect(
      (await screen.findAllByText('platform-git was not accepted: 401')).length,
    ).toBeGreaterThan(0);
  });

  it('says which resources are in the way of a deletion', async () => {
    open();
    await press('Delete platform-git');
    const box = await dialog();
    await userEvent.click(box.getByRole('button', { name: 'Delete' }));
    expect(await box.findByRole('link', { name: 'web' })).toHaveAttribute(
      'href',
      `/infra/resources/${idOf(4, 1)}`,
    );
    network.world.integrations = network.world.integrations.map(one => ({ ...one, usedBy: 0 }));
    await userEvent.click(box.getByRole('button', { name: 'Delete' }));
    await gone();
    await waitFor(() => expect(screen.queryByText('platform-git')).not.toBeInTheDocument());
  });

  it('lets a lead keep those of their team only, and a member none', async () => {
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
    const lead = open();
    await table();
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Change checkout-env' })).not.toHaveAttribute(
        'aria-disabled',
      ),
    );
    expect(screen.getByRole('button', { name: 'Change platform-git' })).toHaveAccessibleDescription(
      'Only administrators and leads of a unit keep credentials',
    );
    lead.unmount();
    network.world.signIn('user:default/mia', [{ role: 'member', unit: 'Checkout' }]);
    open();
    await table();
    expect(screen.getByRole('button', { name: 'Add an integration' })).toHaveAccessibleDescription(
      'Only administrators and leads of a unit keep credentials',
    );
  });

  it('tells loading, empty, forbidden and failed apart', async () => {
    network.backend.stall('listIntegrations');
    const loading = open();
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    loading.unmount();
    network.backend.on('listIntegrations', () => ({ items: [] }));
    const empty = open();
    expect(await screen.findByText('There is no integration yet')).toBeInTheDocument();
    empty.unmount();
    network.backend.fail('listIntegrations', 'FORBIDDEN', 'no');
    const forbidden = open();
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    forbidden.unmount();
    network.backend.on('listIntegrations', () => {
      throw new Error('boom');
    });
    open();
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });

  it('has no accessibility violations', async () => {
    const { container } = open();
    await table();
    await expectAccessible(container);
    await press('Add an integration');
    await dialog();
    await expectAccessible(screen.getByRole('dialog'));
  });
});

describe('secrets', () => {
  const table = () => screen.findByRole('table', { name: 'Secrets' });

  beforeEach(() => {
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
    network.world.secrets = [
      sketchSecret(1, 'db-password', team()),
      sketchSecret(2, 'risk-token', network.world.org.named('Risk').unit.id),
    ];
  });

  it('shows their names, and lets a lead keep those of their team', async () => {
    open('secrets');
    const rows = within(await table());
    await waitFor(() =>
      expect(rows.getByRole('row', { name: /db-password/ })).toHaveTextContent('Checkout'),
    );
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'New value of db-password' })).not.toHaveAttribute(
        'aria-disabled',
      ),
    );
    expect(
      screen.getByRole('button', { name: 'New value of risk-token' }),
    ).toHaveAccessibleDescription('Only administrators and leads of a unit keep secrets');
  });

  it('adds one for a unit that one keeps', async () => {
    open('secrets');
    await press('Add a secret');
    const box = await dialog();
    await chooseUnit(box, 'Checkout');
    await userEvent.type(box.getByLabelText(/^Name/), 'api-key');
    expect(box.getByLabelText(/^Value/)).toHaveAttribute('type', 'password');
    await userEvent.type(box.getByLabelText(/^Value/), 'hush');
    await userEvent.click(box.getByRole('button', { name: 'Add' }));
    await gone();
    expect(network.backend.callsOf('createSecret')[0].body).toEqual({
      name: 'api-key',
      unitId: team(),
      value: 'hush',
    });
    expect(await screen.findByText('api-key')).toBeInTheDocument();
  });

  it('gives one a new value', async () => {
    open('secrets');
    await press('New value of db-password');
    const box = await dialog();
    expect(box.getByRole('button', { name: 'Save' })).toBeDisabled();
    await userEvent.type(box.getByLabelText(/^Value/), 'newer');
    await userEvent.click(box.getByRole('button', { name: 'Save' }));
    await gone();
    expect(network.backend.callsOf('updateSecret')[0].body).toEqual({ value: 'newer' });
  });

  it('says which resources are in the way of a deletion', async () => {
    const [{ id, name, type }] = network.world.resources;
    network.backend.fail('deleteSecret', 'DEPENDENCY_EXISTS', 'It is used', {
      blockedBy: [{ id, name, type }],
    });
    open('secrets');
    await press('Delete the secret db-password');
    const box = await dialog();
    await userEvent.click(box.getByRole('button', { name: 'Delete' }));
    expect(await box.findByRole('link', { name: 'web' })).toBeInTheDocument();
  });

  it('deletes one that nothing uses', async () => {
    open('secrets');
    await press('Delete the secret db-password');
    await userEvent.click((await dialog()).getByRole('button', { name: 'Delete' }));
    await gone();
    await waitFor(() => expect(screen.queryByText('db-password')).not.toBeInTheDocument());
  });

  it('says that there are none', async () => {
    network.world.secrets = [];
    open('secrets');
    expect(await screen.findByText('There is no secret yet')).toBeInTheDocument();
  });

  it('has no accessibility violations', async () => {
    const { container } = open('secrets');
    await table();
    await expectAccessible(container);
  });
});
