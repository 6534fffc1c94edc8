import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { sketchApproval } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { chooseFrom } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { ApprovalsScreen } from './ApprovalsScreen';

const network = fakeNetwork();

const table = () => screen.findByRole('table', { name: 'Approvals' });
const names = async () =>
  within(await table())
    .getAllByRole('rowheader')
    .map(cell => within(cell).getByRole('link').textContent);

describe('ApprovalsScreen', () => {
  beforeEach(() => {
    const [web, batch, scoring] = network.world.resources;
    network.world.approvals = [
      sketchApproval(web, 1, { kind: 'change', escalated: true }),
      sketchApproval(batch, 2, { mayDecide: false, needsInformation: true }),
      sketchApproval(scoring, 3, { status: 'rejected', escalated: true, mayDecide: false }),
    ];
  });

  it('shows what waits for the one who looks, and that it is overdue', async () => {
    renderScreen(<ApprovalsScreen />);
    expect(await names()).toEqual(['Change web']);
    const row = within(await table()).getByRole('row', { name: /Change web/ });
    expect(row).toHaveTextContent('Overdue');
    expect(row).toHaveTextContent('Checkout, ams1');
    expect(within(row).getByRole('link', { name: 'Change web' })).toHaveAttribute(
      'href',
      `/infra/approvals/${network.world.approvals[0].id}`,
    );
  });

  it('shows everything on demand, by its status, and marks only what is open', async () => {
    renderScreen(<ApprovalsScreen />);
    await userEvent.click(await screen.findByRole('tab', { name: 'All' }));
    await waitFor(async () =>
      expect(await names()).toEqual(['Change web', 'Set up batch', 'Set up scoring']),
    );
    const row = (name: string) => screen.getByRole('row', { name: new RegExp(name) });
    expect(row('Set up batch')).toHaveTextContent('Waits for an answer');
    expect(row('Set up scoring')).not.toHaveTextContent('Overdue');
    const field = screen.getByLabelText('Status');
    await chooseFrom(field, 'Rejected');
    await waitFor(async () => expect(await names()).toEqual(['Set up scoring']));
    await chooseFrom(field, 'Withdrawn');
    expect(await screen.findByText('No approval has this status')).toBeInTheDocument();
  });

  it('follows the signal of a new one', async () => {
    const [first] = network.world.approvals;
    network.world.approvals = [];
    const { signals } = renderScreen(<ApprovalsScreen />);
    expect(await screen.findByText('Nothing waits for your decision')).toBeInTheDocument();
    network.world.approvals = [first];
    signals.send({ subject: 'approval', id: first.id });
    await waitFor(async () => expect(await names()).toEqual(['Change web']));
  });

  it('tells loading, forbidden and failed apart', async () => {
    network.backend.stall('listApprovals');
    const loading = renderScreen(<ApprovalsScreen />);
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    loading.unmount();
    network.backend.fail('listApprovals', 'FORBIDDEN', 'no');
    const forbidden = renderScreen(<ApprovalsScreen />);
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    forbidden.unmount();
    network.backend.on('listApprovals', () => {
      throw new Error('boom');
    });
    renderScreen(<ApprovalsScreen />);
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });

  it('has no accessibility violations', async () => {
    const { container } = renderScreen(<ApprovalsScreen />, { at: '/?tab=all' });
    await table();
    await expectAccessible(container);
  });
});
