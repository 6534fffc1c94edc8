import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { sketchResource } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { renderScreen, fakeNetwork } from '../__testUtils__/render';
import { ResourcesScreen } from './ResourcesScreen';

const network = fakeNetwork();

const rowNames = () =>
  within(screen.getByRole('table'))
    .getAllByRole('rowheader')
    .map(cell => within(cell).getByRole('link').textContent);

describe('ResourcesScreen', () => {
  it('lists resources with state, team and what they take', async () => {
    renderScreen(<ResourcesScreen />);
    const table = await screen.findByRole('table', { name: 'Resources' });
    const row = within(table).getByRole('row', { name: /scoring/ });
    expect(row).toHaveTextContent('Set-up failed');
    expect(row).toHaveTextContent('Argo CD did not become healthy within 5 minutes');
    expect(row).toHaveTextContent('Risk');
    expect(row).toHaveTextContent('2 cores, 4 GiB');
    expect(within(row).getByRole('link', { name: 'scoring' })).toHaveAttribute(
      'href',
      `/infra/resources/${network.world.resources[2].id}`,
    );
  });

  it('tells loading, empty, forbidden and failed apart', async () => {
    network.backend.stall('listResources');
    const loading = renderScreen(<ResourcesScreen />);
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    loading.unmount();

    network.world.resources = [];
    network.backend.on('listResources', () => ({ items: [], totalItems: 0 }));
    const empty = renderScreen(<ResourcesScreen />);
    expect(await screen.findByText('No resources yet')).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    empty.unmount();

    network.backend.fail('listResources', 'FORBIDDEN', 'A policy denies it');
    const forbidden = renderScreen(<ResourcesScreen />);
    expect(await screen.findByRole('alert')).toHaveTextContent('You may not see this');
    expect(screen.queryByRole('button', { name: 'Try again' })).not.toBeInTheDocument();
    forbidden.unmount();

    network.backend.on('listResources', () => {
      throw new Error('boom');
    });
    renderScreen(<ResourcesScreen />);
    expect(await screen.findByRole('alert')).toHaveTextContent('This could not be loaded');
    expect(screen.getByRole('alert')).toHaveTextContent('Request test-request');
    network.backend.on('listResources', () => ({ items: [], totalItems: 0 }));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('No resources yet')).toBeInTheDocument();
  });

  it('filters by what is in the address, and clears it', async () => {
    renderScreen(<ResourcesScreen />, { at: '/?status=error&q=scor' });
    await screen.findByRole('table');
    expect(rowNames()).toEqual(['scoring']);
    await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    await waitFor(() => expect(rowNames()).toEqual(['web', 'batch', 'scoring']));
  });

  it('says that filters leave nothing, which is not the same as having nothing', async () => {
    renderScreen(<ResourcesScreen />, { at: '/?q=nowhere' });
    expect(await screen.findByText('No resource matches these filters')).toBeInTheDocument();
    expect(screen.queryByText('No resources yet')).not.toBeInTheDocument();
  });

  it('reads on page by page', async () => {
    const { world } = network;
    const team = world.org.named('Checkout');
    world.resources = Array.from({ length: 120 }, (_, index) =>
      sketchResource({
        number: index + 1,
        name: `project-${index + 1}`,
        team,
        position: { state: 'provisioned', status: 'done' },
      }),
    );
    renderScreen(<ResourcesScreen />);
    expect(await screen.findByText('50 of 120')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Load more' }));
    expect(await screen.findByText('100 of 120')).toBeInTheDocument();
    expect(rowNames()).toHaveLength(100);
    expect(network.backend.callsOf('listResources').at(-1)?.query.cursor).toBe('50');
  });

  it('sorts by asking the backend', async () => {
    renderScreen(<ResourcesScreen />);
    await screen.findByRole('table');
    await userEvent.click(screen.getByRole('button', { name: 'Name' }));
    await waitFor(() => expect(rowNames()).toEqual(['batch', 'scoring', 'web']));
    await userEvent.click(screen.getByRole('button', { name: 'Name' }));
    await waitFor(() => expect(rowNames()).toEqual(['web', 'scoring', 'batch']));
  });

  it('shows a change as soon as a signal tells of it', async () => {
    const { signals } = renderScreen(<ResourcesScreen />);
    await screen.findByText('Being set up');
    const { world } = network;
    world.resources = world.resources.map(one =>
      one.name === 'batch' ? { ...one, state: 'provisioned', status: 'done' } : one,
    );
    signals.send({ subject: 'resource', id: world.resources[1].id });
    await waitFor(() => expect(screen.queryByText('Being set up')).not.toBeInTheDocument(), {
      timeout: 2_000,
    });
    expect(screen.getAllByText('Active')).toHaveLength(2);
  });

  it('has no accessibility violations', async () => {
    const { container } = renderScreen(<ResourcesScreen />);
    await screen.findByRole('table');
    await expectAccessible(container);
  });
});
