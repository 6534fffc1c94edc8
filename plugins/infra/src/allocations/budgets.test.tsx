import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeInfra } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { AllocationsScreen } from './AllocationsScreen';

const network = fakeNetwork();
const EUR = { config: { infra: { cost: { currency: 'EUR' } } } };

const row = (name: string) => screen.getByRole('row', { name: new RegExp(`(^| )${name} `) });
const money = (name: string) => network.world.org.named(name).money;

async function openEditor(name: string) {
  await userEvent.click(await screen.findByRole('button', { name: 'Open all' }));
  await userEvent.click(await screen.findByRole('button', { name: `Edit the quota of ${name}` }));
  return screen.getByRole('form', { name: `Monthly budget of ${name}` });
}

const field = (form: HTMLElement) => within(form).getByRole('textbox');
const setButton = (form: HTMLElement) => within(form).getByRole('button', { name: 'Set budget' });
const enter = async (form: HTMLElement, text: string) => {
  await userEvent.clear(field(form));
  await userEvent.type(field(form), text);
};

describe('budgets in the tree', () => {
  beforeEach(() => {
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
  });

  it('are no column where money plays no part', async () => {
    renderScreen(<AllocationsScreen />, EUR);
    await screen.findByRole('treegrid');
    expect(screen.queryByRole('columnheader', { name: 'Monthly cost' })).not.toBeInTheDocument();
  });

  it('show what is spent, of a limit where there is one', async () => {
    Object.assign(money('Payments'), { limit: 50_000 });
    Object.assign(money('Checkout'), { limit: 20_000, spent: 12_550 });
    renderScreen(<AllocationsScreen />, EUR);
    expect(await screen.findByRole('columnheader', { name: 'Monthly cost' })).toBeInTheDocument();
    expect(row('Commerce')).toHaveTextContent('€125.50, without a limit');
    expect(row('Payments')).toHaveTextContent('€200.00 of €500.00€300.00 free');
    await userEvent.click(screen.getByRole('button', { name: 'Open all' }));
    expect(
      within(row('Checkout')).getByRole('img', {
        name: 'Monthly cost: €125.50 used of €200.00, €74.50 free',
      }),
    ).toBeInTheDocument();
  });

  it('are there without any site', async () => {
    Object.assign(money('Checkout'), { spent: 100 });
    network.backend.on('listSites', () => ({ items: [] }));
    const { container } = renderScreen(<AllocationsScreen />, EUR);
    expect(await screen.findByText('No site yet')).toBeInTheDocument();
    expect(screen.getAllByRole('columnheader')).toHaveLength(3);
    const form = await openEditor('Checkout');
    expect(screen.getAllByRole('form')).toEqual([form]);
    await expectAccessible(container);
  });
});

describe('setting a budget', () => {
  beforeEach(() => {
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
    Object.assign(money('Payments'), { limit: 50_000 });
    Object.assign(money('Checkout'), { limit: 20_000, spent: 12_550 });
    Object.assign(money('Risk'), { limit: 10_000 });
  });

  it('shows beforehand what would be left, and sets against what was seen', async () => {
    renderScreen(<AllocationsScreen />, EUR);
    const form = await openEditor('Checkout');
    expect(form).toHaveTextContent('now €200.00');
    expect(form).toHaveTextContent('Payments has a budget, so every unit beneath it needs one');
    await enter(form, '300,5');
    expect(form).toHaveTextContent('Payments, free after€99.50');
    expect(form).toHaveTextContent('Checkout, free after€175.00');
    await userEvent.click(setButton(form));
    await waitFor(() => expect(row('Checkout')).toHaveTextContent('€125.50 of €300.50'));
    const [call] = network.backend.callsOf('grantBudget');
    expect([call.body, call.headers.get('if-match')]).toEqual([{ monthlyCost: 30_050 }, '"1"']);
    expect(screen.queryByRole('form')).not.toBeInTheDocument();
  });

  it.each([
    ['12.345', 'Enter an amount such as 1250.50'],
    ['-1', 'Enter an amount such as 1250.50'],
    ['1e3', 'Enter an amount such as 1250.50'],
    ['125.49', 'At least €125.50 are used'],
    ['400.01', 'Payments has only €200.00 left to give, €0.01 too few'],
  ])('does not send %j', async (text, problem) => {
    renderScreen(<AllocationsScreen />, EUR);
    const form = await openEditor('Checkout');
    await enter(form, text);
    expect(within(form).getByRole('alert')).toHaveTextContent(problem);
    expect(setButton(form)).toBeDisabled();
    await userEvent.keyboard('{Enter}');
    expect(network.backend.callsOf('grantBudget')).toHaveLength(0);
  });

  it('takes a limit away where the unit above has none, and sets a first one', async () => {
    renderScreen(<AllocationsScreen />, EUR);
    const form = await openEditor('Payments');
    await userEvent.click(within(form).getByRole('checkbox', { name: 'No limit' }));
    await userEvent.click(setButton(form));
    await waitFor(() => expect(row('Payments')).toHaveTextContent('without a limit'));
    await userEvent.click(screen.getByRole('button', { name: 'Edit the quota of Payments' }));
    const again = screen.getByRole('form', { name: 'Monthly budget of Payments' });
    await userEvent.click(within(again).getByRole('checkbox', { name: 'No limit' }));
    expect(within(again).queryByRole('alert')).not.toBeInTheDocument();
    expect(again).toHaveTextContent('Units beneath that have no limit yet get one');
    await enter(again, '600');
    await userEvent.click(setButton(again));
    await waitFor(() => expect(row('Payments')).toHaveTextContent('€300.00 of €600.00'));
    expect(network.backend.callsOf('grantBudget').map(({ body }) => body)).toEqual([
      { monthlyCost: null },
      { monthlyCost: 60_000 },
    ]);
  });

  it('tells that it was changed meanwhile, and lets one set it nevertheless', async () => {
    renderScreen(<AllocationsScreen />, EUR);
    const form = await openEditor('Checkout');
    await enter(form, '210');
    Object.assign(money('Checkout'), { limit: 15_000 });
    network.world.org.named('Checkout').revision = 2;
    await userEvent.click(setButton(form));
    const alert = await within(form).findByRole('alert');
    await waitFor(() => expect(alert).toHaveTextContent('It is €150.00 now. You entered €210.00.'));
    await userEvent.click(within(form).getByRole('button', { name: 'Grant mine nevertheless' }));
    await waitFor(() => expect(row('Checkout')).toHaveTextContent('€125.50 of €210.00'));
  });

  it('keeps what was typed into the other form', async () => {
    renderScreen(<AllocationsScreen />, EUR);
    const form = await openEditor('Checkout');
    await enter(form, '210');
    const quota = screen.getByRole('form', { name: 'Quota of Checkout at ams1' });
    await userEvent.clear(within(quota).getByLabelText('Cores'));
    await userEvent.type(within(quota).getByLabelText('Cores'), '60');
    await userEvent.click(within(quota).getByRole('button', { name: 'Grant' }));
    await waitFor(() => expect(quota).not.toBeInTheDocument());
    expect(field(form)).toHaveValue('210');
  });

  it('is for administrators and for whoever administers the unit above', async () => {
    network.world.signIn('user:default/dora', [{ role: 'dept_admin', unit: 'Payments' }]);
    renderScreen(<AllocationsScreen />, EUR);
    expect(await openEditor('Checkout')).toBeInTheDocument();
    expect(
      screen.getByRole('button', {
        name: 'Edit the quota of Commerce: The quota of a field is what its servers have',
      }),
    ).toBeInTheDocument();
  });

  it('shows what the backend says', async () => {
    network.replace(
      new FakeInfra(network.world).fail('grantBudget', 'QUOTA_EXCEEDED', 'Payments has too little'),
    );
    renderScreen(<AllocationsScreen />, EUR);
    const form = await openEditor('Checkout');
    await enter(form, '210');
    await userEvent.click(setButton(form));
    expect(await within(form).findByRole('alert')).toHaveTextContent('Payments has too little');
  });
});
