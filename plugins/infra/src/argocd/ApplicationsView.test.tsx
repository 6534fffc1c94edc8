import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expectAccessible } from '../__testUtils__/accessibility';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { ApplicationsView } from './ApplicationsView';

const network = fakeNetwork();

const open = (...names: string[]) => renderScreen(<ApplicationsView names={names} />);
const dialog = async () => within(await screen.findByRole('dialog'));
const history = () => screen.findByRole('table', { name: /Revisions that were deployed/ });

describe('ApplicationsView', () => {
  it('shows health, sync, revision, resources and history', async () => {
    open('namespaces');
    const state = await screen.findByRole('region', { name: 'namespaces' });
    expect(state).toHaveTextContent('Instance primary');
    expect(state).toHaveTextContent('HealthHealthy');
    expect(state).toHaveTextContent('SyncSynced');
    expect(state).toHaveTextContent('Revisiona1b2c3d4e');
    const resources = screen.getByRole('table', { name: 'Resources of the application' });
    expect(
      within(resources).getByRole('row', { name: /^checkout-web Namespace/ }),
    ).toHaveTextContent('checkout-web');
    expect(within(await history()).getAllByRole('rowheader')).toHaveLength(2);
    expect(within(await history()).getByRole('row', { name: /a1b2c3d4e/ })).toHaveTextContent(
      'current',
    );
  });

  it('lets one choose among several, of several instances', async () => {
    open('namespaces', 'namespaces-edge');
    const choice = await screen.findByRole('radiogroup', {
      name: 'Argo CD applications of this entity',
    });
    await userEvent.click(within(choice).getByRole('radio', { name: /namespaces-edge/ }));
    expect(await screen.findByRole('region', { name: 'namespaces-edge' })).toHaveTextContent(
      'Instance edge',
    );
  });

  it('syncs, on demand with prune', async () => {
    open('namespaces');
    await userEvent.click(await screen.findByRole('button', { name: 'Sync' }));
    const box = await dialog();
    await userEvent.click(box.getByLabelText(/Delete what is not in the repository/));
    await userEvent.click(box.getByRole('button', { name: 'Sync' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(network.backend.callsOf('syncArgoCdApplication')[0].body).toEqual({ prune: true });
  });

  it('rolls back to what was deployed before', async () => {
    open('namespaces');
    await userEvent.click(await screen.findByRole('button', { name: 'Roll back: 0f1e2d3c4' }));
    await userEvent.click((await dialog()).getByRole('button', { name: 'Roll back' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(network.backend.callsOf('rollbackArgoCdApplication')[0].body).toEqual({
      revision: '0f1e2d3c4b5a69788796a5b4c3d2e1f001234567',
    });
  });

  it('says why a sync or rollback is not for the one who looks', async () => {
    const reason = 'Only the lead of a team whose namespaces it carries may sync it';
    const [first] = network.world.applications;
    network.world.applications[0] = {
      ...first,
      permissions: { sync: { allowed: false, reason }, rollback: { allowed: false, reason } },
    };
    open('namespaces');
    expect(await screen.findByRole('button', { name: 'Sync' })).toHaveAccessibleDescription(reason);
    expect(screen.getByRole('button', { name: /^Roll back/ })).toHaveAccessibleDescription(reason);
  });

  it('shows what Argo CD said to a sync', async () => {
    network.backend.fail(
      'syncArgoCdApplication',
      'UPSTREAM_FAILED',
      'Argo CD primary: another operation is already in progress',
    );
    open('namespaces');
    await userEvent.click(await screen.findByRole('button', { name: 'Sync' }));
    const box = await dialog();
    await userEvent.click(box.getByRole('button', { name: 'Sync' }));
    expect(await box.findByRole('alert')).toHaveTextContent(
      'another operation is already in progress',
    );
  });

  it('tells missing, unreachable, forbidden and failed apart', async () => {
    const missing = open('nowhere');
    expect(await screen.findByText('No application')).toBeInTheDocument();
    expect(
      screen.getByText(/Argo CD knows no application of this name: nowhere/),
    ).toBeInTheDocument();
    missing.unmount();

    const partly = open('namespaces', 'nowhere');
    expect(await screen.findByText(/has no application nowhere/)).toBeInTheDocument();
    expect(await screen.findByRole('region', { name: 'namespaces' })).toBeInTheDocument();
    partly.unmount();

    const [application] = network.world.applications;
    network.backend.on('listArgoCdApplications', () => ({
      items: [application],
      instances: [
        { name: 'primary', reachable: true },
        { name: 'edge', reachable: false, error: 'no answer within 5 s' },
      ],
    }));
    const unreachable = open('namespaces');
    expect(
      await screen.findByText(/edge cannot be reached, so what is shown of it may be old/),
    ).toBeInTheDocument();
    expect(screen.getByText('no answer within 5 s')).toBeInTheDocument();
    unreachable.unmount();

    network.backend.fail('getArgoCdApplication', 'FORBIDDEN', 'Argo CD does not let us read it');
    const forbidden = open('namespaces');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You may not see thisArgo CD does not let us read it',
    );
    forbidden.unmount();

    network.backend.fail('getArgoCdApplication', 'UPSTREAM_FAILED', 'Argo CD primary answered 500');
    open('namespaces');
    expect(await screen.findByRole('alert')).toHaveTextContent('Argo CD primary answered 500');
  });

  it('shows a status that it does not know as Argo CD spells it', async () => {
    network.world.applications[0] = { ...network.world.applications[0], health: 'Hibernated' };
    open('namespaces');
    expect(await screen.findByText('Hibernated')).toBeInTheDocument();
  });

  it('follows what Argo CD does', async () => {
    const { signals } = open('namespaces');
    await screen.findByText('Synced', { selector: 'dd *' });
    network.world.applications[0] = { ...network.world.applications[0], sync: 'OutOfSync' };
    signals.send({ subject: 'argocd' });
    await waitFor(() => expect(screen.getByText('Out of sync')).toBeInTheDocument(), {
      timeout: 2_000,
    });
  });

  it('has no accessibility violations', async () => {
    const { container } = open('namespaces', 'namespaces-edge');
    await history();
    await expectAccessible(container);
  });
});
