import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { refuse } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { InventoryScreen } from './InventoryScreen';

const network = fakeNetwork();

const table = () => screen.findByRole('table', { name: 'Servers' });
const row = async (name: string) =>
  within(await table()).getByRole('row', { name: new RegExp(name) });
const dialog = async () => within(await screen.findByRole('dialog'));

describe('InventoryScreen', () => {
  beforeEach(() => {
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
  });

  it('lists servers with where they belong', async () => {
    renderScreen(<InventoryScreen />);
    expect(await row('srv-001')).toHaveTextContent('Dell PowerEdge R750');
    await waitFor(async () => expect(await row('srv-001')).toHaveTextContent('Commerce'));
    expect(await row('srv-001')).toHaveTextContent('High performance');
    expect(await row('srv-012')).toHaveTextContent('Offline');
    expect(await row('srv-012')).toHaveTextContent('not assigned');
  });

  it('filters by site, tier, status and what is not assigned', async () => {
    renderScreen(<InventoryScreen />, { at: '/?site=ams1&status=active&unassigned=yes' });
    await table();
    expect(within(await table()).getAllByRole('rowheader')).toHaveLength(2);
    expect(network.backend.callsOf('listServers').at(-1)?.query).toMatchObject({
      site: 'ams1',
      status: 'active',
      unassigned: 'true',
    });
    await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    await waitFor(async () =>
      expect(within(await table()).getAllByRole('rowheader')).toHaveLength(12),
    );
  });

  it('assigns a server to a field', async () => {
    renderScreen(<InventoryScreen />);
    await table();
    await userEvent.click(screen.getByRole('button', { name: 'Assign: srv-009' }));
    const box = await dialog();
    expect(box.getByRole('button', { name: 'Assign' })).toBeDisabled();
    await userEvent.type(box.getByLabelText(/^Field/), 'plat');
    fireEvent.click(await screen.findByRole('option', { name: /Platform/ }));
    expect(screen.getByRole('dialog')).toHaveTextContent(/ams1 grows by \d+ cores, 384 GiB/);
    await userEvent.click(box.getByRole('button', { name: 'Assign' }));
    await waitFor(async () => expect(await row('srv-009')).toHaveTextContent('Platform'));
  });

  it('moves a server, and keeps the dialog with the reason where sums would break', async () => {
    renderScreen(<InventoryScreen />);
    await table();
    await userEvent.click(screen.getByRole('button', { name: 'Move: srv-001' }));
    const box = await dialog();
    network.backend.fail(
      'swapServer',
      'QUOTA_EXCEEDED',
      'Field Commerce would have 304 cores at fra2, and handed out 320',
    );
    await userEvent.type(box.getByLabelText(/^Field/), 'plat');
    fireEvent.click(await screen.findByRole('option', { name: /Platform/ }));
    await userEvent.click(box.getByRole('button', { name: 'Move' }));
    expect(await box.findByRole('alert')).toHaveTextContent('Field Commerce would have 304 cores');
    expect(network.backend.callsOf('swapServer')[0].body).toEqual({
      serverId: network.world.servers[0].id,
      fromFieldId: network.world.org.named('Commerce').unit.id,
      toFieldId: network.world.org.named('Platform').unit.id,
    });
  });

  it('takes a server away', async () => {
    renderScreen(<InventoryScreen />);
    await table();
    await userEvent.click(screen.getByRole('button', { name: 'Take away: srv-001' }));
    await userEvent.click((await dialog()).getByRole('button', { name: 'Take away' }));
    await waitFor(async () => expect(await row('srv-001')).toHaveTextContent('not assigned'));
  });

  it('says who may change assignments', async () => {
    network.world.signIn('user:default/fred', [{ role: 'field_admin', unit: 'Commerce' }]);
    renderScreen(<InventoryScreen />);
    await table();
    const reason = 'It takes the role platform administrator, centre administrator';
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Assign: srv-009' })).toHaveAccessibleDescription(
        reason,
      ),
    );
    expect(screen.getByRole('button', { name: 'Sync now' })).toHaveAccessibleDescription(reason);
    expect(network.backend.callsOf('listInventorySyncs')).toEqual([]);
  });

  it('tells loading, empty, forbidden and failed apart', async () => {
    network.backend.stall('listServers');
    const loading = renderScreen(<InventoryScreen />);
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    loading.unmount();
    network.backend.on('listServers', () => ({ items: [] }));
    const empty = renderScreen(<InventoryScreen />);
    expect(await screen.findByText('No servers yet')).toBeInTheDocument();
    empty.unmount();
    network.backend.fail('listServers', 'FORBIDDEN', 'no');
    const forbidden = renderScreen(<InventoryScreen />);
    expect(
      await screen.findByText(/It takes one of these roles: platform administrator/),
    ).toBeInTheDocument();
    await waitFor(() =>
      expect(screen.getByText('You are centre administrator.')).toBeInTheDocument(),
    );
    forbidden.unmount();
    network.backend.on('listServers', () => {
      throw new Error('boom');
    });
    renderScreen(<InventoryScreen />);
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });
});

describe('syncing the inventory', () => {
  beforeEach(() => {
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
  });

  it('shows what it did in the history', async () => {
    renderScreen(<InventoryScreen />, { at: '/?tab=syncs' });
    const history = await screen.findByRole('table', { name: 'Syncs, the newest first' });
    expect(within(history).getByRole('row', { name: /Failed/ })).toHaveTextContent(
      'The inventory answered 503 Service Unavailable',
    );
    expect(within(history).getByRole('row', { name: /Succeeded/ })).toHaveTextContent(
      'row 17 has no name',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Sync now' }));
    await waitFor(() => expect(within(history).getAllByText('Succeeded')).toHaveLength(2));
  });

  it('says when the source failed, and that nothing was changed by it', async () => {
    const [succeeded, failed] = network.world.syncs;
    network.world.syncs = [failed, succeeded];
    renderScreen(<InventoryScreen />);
    const note = await screen.findByText(/The inventory could not be read 1 hour ago/);
    expect(note.closest('[role=note]')).toHaveTextContent(
      'The inventory answered 503 Service Unavailable',
    );
    expect(await table()).toBeInTheDocument();
  });

  it('asks before more servers go offline than the guard allows', async () => {
    network.backend.on('syncInventory', ({ body }) =>
      body.confirmLoss
        ? { ...network.world.syncs[0], markedOffline: 150 }
        : refuse('LOSS_GUARD', '150 of 300 servers would go offline, more than 20 %'),
    );
    renderScreen(<InventoryScreen />);
    await table();
    await userEvent.click(screen.getByRole('button', { name: 'Sync now' }));
    const box = await dialog();
    expect(
      box.getByText('150 of 300 servers would go offline, more than 20 %'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    await userEvent.click(box.getByRole('button', { name: 'Sync nevertheless' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(network.backend.callsOf('syncInventory').map(({ body }) => body)).toEqual([
      {},
      { confirmLoss: true },
    ]);
  });

  it('offers to review a sync that was held back', async () => {
    network.world.syncs = [
      { ...network.world.syncs[0], status: 'blocked', wouldMarkOffline: 150 },
      ...network.world.syncs,
    ];
    renderScreen(<InventoryScreen />);
    expect(
      await screen.findByText(/150 servers would have gone offline at once/),
    ).toBeInTheDocument();
    network.backend.fail('syncInventory', 'LOSS_GUARD', '150 would go offline');
    await userEvent.click(screen.getByRole('button', { name: 'Review' }));
    await userEvent.click((await dialog()).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('shows why a sync failed', async () => {
    renderScreen(<InventoryScreen />);
    await table();
    network.backend.fail(
      'syncInventory',
      'UPSTREAM_FAILED',
      'The inventory answered HTML instead of JSON',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Sync now' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The inventory answered HTML instead of JSON',
    );
  });

  it('has no accessibility violations', async () => {
    for (const tab of ['', '?tab=syncs']) {
      const { container, unmount } = renderScreen(<InventoryScreen />, { at: `/${tab}` });
      await screen.findByRole('table');
      await expectAccessible(container);
      unmount();
    }
  });
});
