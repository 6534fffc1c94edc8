import { screen, within } from '@testing-library/react';
import { sketchResource } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { ComplianceTable } from './ComplianceTable';

const network = fakeNetwork();

const table = () =>
  screen.findByRole('table', { name: 'Resources by type, with the versions that they are on' });

describe('ComplianceTable', () => {
  it('shows by type how many resources are on which versions, drifted or failed', async () => {
    const team = network.world.org.named('Checkout');
    const [type] = network.world.types;
    const at = (number: number, version: string, status: 'done' | 'error') =>
      sketchResource({
        ...{ number, name: `r-${number}`, team },
        position: { state: 'provisioned', status },
        rest: { version },
      });
    network.world.resources = [
      at(21, type.versions[0].version, 'done'),
      at(22, type.versions[0].version, 'error'),
      at(23, 'gone', 'done'),
    ];
    const { container } = renderScreen(<ComplianceTable />);
    const row = within(await table()).getByRole('row', { name: new RegExp(type.title) });
    const cells = within(row).getAllByRole('cell');
    expect(cells.map(({ textContent }) => textContent)).toEqual([
      '3',
      '2',
      '0',
      '1',
      '0',
      '0',
      '1',
    ]);
    expect(within(row).getByRole('link')).toHaveAttribute('href', `/infra/types/${type.name}`);
    await expectAccessible(container);
  });

  it('tells loading, empty and failed apart', async () => {
    network.backend.stall('getCompliance');
    const loading = renderScreen(<ComplianceTable />);
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    loading.unmount();
    network.backend.on('getCompliance', () => ({ total: [], units: [] }));
    const empty = renderScreen(<ComplianceTable />);
    expect(await screen.findByText('There are no resources yet.')).toBeInTheDocument();
    empty.unmount();
    network.backend.on('getCompliance', () => {
      throw new Error('boom');
    });
    renderScreen(<ComplianceTable />);
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });
});
