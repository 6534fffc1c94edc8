import { screen, waitFor, within } from '@testing-library/react';
import { sketchApproval, sketchResource } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { OverviewScreen } from './OverviewScreen';

const network = fakeNetwork();

const waiting = () => screen.findByRole('list', { name: 'What waits for you' });
const quota = () => screen.findByRole('region', { name: 'Your quota' });

describe('OverviewScreen', () => {
  beforeEach(() => {
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
  });

  it('shows what one can do something about', async () => {
    const team = network.world.org.named('Checkout');
    network.world.resources = [
      ...network.world.resources,
      sketchResource({
        number: 12,
        name: 'ending',
        team,
        position: { state: 'provisioned', status: 'done' },
        rest: { expiresAt: new Date(Date.now() + 2.5 * 86_400_000).toISOString() },
      }),
      sketchResource({
        number: 13,
        name: 'not-mine-to-fix',
        team,
        position: { state: 'provision', status: 'error' },
        facts: { mayAct: false },
      }),
      sketchResource({
        number: 14,
        name: 'lost',
        team,
        position: { state: 'provision', status: 'unknown' },
        rest: { statusReason: 'The worker was lost in the phase apply' },
      }),
    ];
    const [web] = network.world.resources;
    network.world.approvals = [
      sketchApproval(web, 1, { needsInformation: true }),
      sketchApproval(web, 2, { mayDecide: false }),
    ];
    renderScreen(<OverviewScreen />);
    const items = within(await waiting()).getAllByRole('listitem');
    expect(items.map(item => within(item).getByRole('link').textContent)).toEqual([
      'Set up web',
      'scoring',
      'lost',
      'ending',
    ]);
    expect(items[0]).toHaveTextContent('To be decided by you');
    expect(items[0]).toHaveTextContent('Waits for an answer');
    expect(within(items[0]).getByRole('link')).toHaveAttribute(
      'href',
      `/infra/approvals/${network.world.approvals[0].id}`,
    );
    expect(items[1]).toHaveTextContent('Argo CD did not become healthy within 5 minutes');
    expect(items[1]).toHaveTextContent('Set-up failed');
    expect(items[2]).toHaveTextContent('Unclear');
    expect(items[2]).toHaveTextContent('The worker was lost in the phase apply');
    expect(items[3]).toHaveTextContent('Expires in 2 days');
  });

  it('shows the quota of one’s own units, and of the top for who rules all', async () => {
    const lead = renderScreen(<OverviewScreen />);
    await waitFor(async () =>
      expect(await quota()).toHaveTextContent('Checkout at ams1Cores22 of 50 cores'),
    );
    expect(await quota()).not.toHaveTextContent('Northwind');
    lead.unmount();
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
    renderScreen(<OverviewScreen />);
    await waitFor(async () =>
      expect(await quota()).toHaveTextContent('Northwind at ams1Cores600 of 800 cores'),
    );
  });

  it('shows what happened last', async () => {
    renderScreen(<OverviewScreen />);
    const recent = await screen.findByRole('table', { name: 'Resources' });
    expect(
      within(recent)
        .getAllByRole('rowheader')
        .map(cell => within(cell).getByRole('link').textContent),
    ).toEqual(['web', 'batch', 'scoring']);
  });

  it('tells somebody without a role how to get one', async () => {
    network.world.signIn('user:default/nina', []);
    network.backend.on('listResources', () => ({ items: [] }));
    renderScreen(<OverviewScreen />);
    expect(await screen.findByText('You hold no role yet')).toBeInTheDocument();
    await waitFor(() =>
      expect(screen.queryByRole('button', { name: 'Request a resource' })).not.toBeInTheDocument(),
    );
    expect(screen.getByText('No unit of yours has quota yet.')).toBeInTheDocument();
  });

  it('tells loading, empty and failed apart, part by part', async () => {
    network.backend.stall('listResources');
    const loading = renderScreen(<OverviewScreen />);
    expect((await screen.findAllByText('Loading')).length).toBeGreaterThan(0);
    loading.unmount();
    network.backend.on('listResources', () => ({ items: [] }));
    const empty = renderScreen(<OverviewScreen />);
    expect(await screen.findByText('Nothing waits for you')).toBeInTheDocument();
    expect(await screen.findByText('Nothing has happened yet')).toBeInTheDocument();
    empty.unmount();
    network.backend.fail('listResources', 'FORBIDDEN', 'no');
    const forbidden = renderScreen(<OverviewScreen />);
    expect(await screen.findAllByText('You may not see this')).toHaveLength(2);
    await waitFor(async () => expect(await quota()).toHaveTextContent('Checkout at ams1'));
    forbidden.unmount();
    network.backend.on('getUnitQuota', () => {
      throw new Error('boom');
    });
    renderScreen(<OverviewScreen />);
    await waitFor(async () => expect(await quota()).toHaveTextContent('This could not be loaded'));
  });

  it('has no accessibility violations', async () => {
    const { container } = renderScreen(<OverviewScreen />);
    await screen.findByRole('table');
    await waiting();
    await expectAccessible(container);
  });
});
