import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expectAccessible } from '../__testUtils__/accessibility';
import { chooseFrom } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { AuditScreen } from './AuditScreen';

const network = fakeNetwork();

const table = () => screen.findByRole('table', { name: 'Audit trail, the newest first' });
const events = async () =>
  within(await table())
    .getAllByRole('rowheader')
    .map(cell => cell.textContent);

describe('AuditScreen', () => {
  beforeEach(() => {
    const [web] = network.world.resources;
    network.world.audit = [
      {
        ...{ id: '3', time: '2026-11-20T12:00:00.000Z', event: 'unit-changed' },
        ...{ actor: 'user:default/ada', subject: { kind: 'unit', id: 'unit-1' } },
        before: { name: 'Brief', group: 'g', path: ['A', 'B'] },
        after: { name: 'Shorter', group: 'g' },
      },
      {
        ...{ id: '2', time: '2026-11-10T12:00:00.000Z', event: 'inventory-synced' },
        ...{ actor: 'plugin:infra', subject: { kind: 'inventory', id: 'sync-1' } },
      },
      {
        ...{ id: '1', time: '2026-11-01T12:00:00.000Z', event: 'resource-requested' },
        ...{ actor: 'user:default/tess', subject: { kind: 'resource', id: web.id } },
        after: { name: 'web' },
      },
    ];
  });

  it('shows what happened to what, who did it, and what it changed', async () => {
    renderScreen(<AuditScreen />);
    expect(await events()).toEqual(['unit-changed', 'inventory-synced', 'resource-requested']);
    const rows = within(await table());
    expect(rows.getByRole('link', { name: 'web' })).toHaveAttribute(
      'href',
      `/infra/resources/${network.world.resources[0].id}`,
    );
    const changed = rows.getByRole('row', { name: /unit-changed/ });
    expect(changed).toHaveTextContent('ShorterUnit');
    const terms = within(changed)
      .getAllByRole('term')
      .map(({ textContent }) => textContent);
    expect(terms).toEqual(['name', 'path']);
    expect(changed).toHaveTextContent('Before: BriefAfter: Shorter');
    expect(rows.getByRole('row', { name: /inventory-synced/ })).toHaveTextContent(
      'no change of data',
    );
  });

  it('is narrowed by who, what, and what it is about', async () => {
    renderScreen(<AuditScreen />);
    await table();
    await userEvent.type(screen.getByLabelText('Who, such as tess'), 'Tess');
    await waitFor(async () => expect(await events()).toEqual(['resource-requested']));
    await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    await waitFor(async () => expect(await events()).toHaveLength(3));
    await chooseFrom(screen.getByLabelText('About'), 'Inventory');
    await waitFor(async () => expect(await events()).toEqual(['inventory-synced']));
    await userEvent.type(screen.getByLabelText('What, such as resource-deleted'), 'unit-changed');
    expect(await screen.findByText('No entry fits these filters')).toBeInTheDocument();
  });

  it('is narrowed by days, the last one included', async () => {
    renderScreen(<AuditScreen />, { at: '/?from=2026-11-05&to=2026-11-10' });
    expect(await events()).toEqual(['inventory-synced']);
  });

  it('tells loading, empty, forbidden and failed apart', async () => {
    network.backend.stall('listAudit');
    const loading = renderScreen(<AuditScreen />);
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    loading.unmount();
    network.backend.on('listAudit', () => ({ items: [] }));
    const empty = renderScreen(<AuditScreen />);
    expect(await screen.findByText('Nothing was recorded yet')).toBeInTheDocument();
    empty.unmount();
    network.backend.fail('listAudit', 'FORBIDDEN', 'no');
    const forbidden = renderScreen(<AuditScreen />);
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    forbidden.unmount();
    network.backend.on('listAudit', () => {
      throw new Error('boom');
    });
    renderScreen(<AuditScreen />);
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });

  it('has no accessibility violations', async () => {
    const { container } = renderScreen(<AuditScreen />);
    await table();
    await expectAccessible(container);
  });
});
