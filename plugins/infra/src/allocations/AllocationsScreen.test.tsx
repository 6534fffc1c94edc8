import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeInfra, largeOrganisation, Organisation, World } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { AllocationsScreen } from './AllocationsScreen';

const network = fakeNetwork();

const row = (name: string) => screen.getByRole('row', { name: new RegExp(`(^| )${name} `) });
const findRow = (name: string) => screen.findByRole('row', { name: new RegExp(`(^| )${name} `) });
const shown = () =>
  screen
    .getAllByRole('rowheader')
    .map(cell => cell.querySelector('[title]')?.getAttribute('title'));

/** Opens the form of a unit, having signed in as centre admin and opened its branch. */
async function openEditor(name: string) {
  await userEvent.click(await screen.findByRole('button', { name: 'Open all' }));
  await userEvent.click(await screen.findByRole('button', { name: `Edit the quota of ${name}` }));
  return screen.getByRole('form', { name: `Quota of ${name} at ams1` });
}

async function enterCores(form: HTMLElement, cores: string) {
  const field = within(form).getByLabelText('Cores');
  await userEvent.clear(field);
  await userEvent.type(field, cores);
}

const grantButton = (form: HTMLElement) => within(form).getByRole('button', { name: 'Grant' });

describe('AllocationsScreen', () => {
  beforeEach(() => {
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
  });

  it('shows the tree of a site, marks what is overcommitted', async () => {
    renderScreen(<AllocationsScreen />);
    expect(await findRow('Payments')).toHaveTextContent('90 of 120');
    expect(row('Payments')).toHaveTextContent('30 free');
    expect(row('Payments')).toHaveAttribute('aria-level', '3');
    expect(row('Platform')).toHaveTextContent('Over by 60 cores');
    expect(
      within(row('Platform')).getByRole('img', {
        name: 'Cores: 260 cores taken of 200 cores, over by 60 cores',
      }),
    ).toBeInTheDocument();
    expect(screen.queryByText('Checkout')).not.toBeInTheDocument();
  });

  it('shows another site', async () => {
    renderScreen(<AllocationsScreen />, { at: '/?site=fra2' });
    expect(await findRow('Payments')).toHaveTextContent('45 of 60');
  });

  it('finds units, and those that are overcommitted', async () => {
    renderScreen(<AllocationsScreen />);
    await userEvent.type(await screen.findByLabelText('Find a unit'), 'ris');
    await waitFor(() => expect(shown()).toEqual(['Northwind', 'Commerce', 'Payments', 'Risk']));
    await userEvent.clear(screen.getByLabelText('Find a unit'));
    await userEvent.click(screen.getByLabelText('Only overcommitted'));
    await waitFor(() => expect(shown()).toEqual(['Northwind', 'Platform']));
  });

  it('tells loading, empty, forbidden and failed apart', async () => {
    network.backend.stall('getAllocationTree');
    const loading = renderScreen(<AllocationsScreen />);
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    loading.unmount();

    network.replace(new FakeInfra().on('listSites', () => ({ items: [] })));
    const empty = renderScreen(<AllocationsScreen />);
    expect(await screen.findByText('No site yet')).toBeInTheDocument();
    empty.unmount();

    network.replace(new FakeInfra().fail('getAllocationTree', 'FORBIDDEN', 'No role'));
    const forbidden = renderScreen(<AllocationsScreen />);
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    forbidden.unmount();

    network.replace(
      new FakeInfra().on('getAllocationTree', () => {
        throw new Error('boom');
      }),
    );
    renderScreen(<AllocationsScreen />);
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });

  it('is walked through by keyboard', async () => {
    renderScreen(<AllocationsScreen />);
    const northwind = await findRow('Northwind');
    act(() => northwind.focus());
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(row('Payments')).toHaveFocus();
    expect(row('Payments')).toHaveAttribute('aria-expanded', 'false');
    await userEvent.keyboard('{ArrowRight}');
    expect(row('Payments')).toHaveAttribute('aria-expanded', 'true');
    await userEvent.keyboard('{ArrowRight}');
    expect(row('Checkout')).toHaveFocus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(row('Payments')).toHaveFocus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(row('Payments')).toHaveAttribute('aria-expanded', 'false');
    await userEvent.keyboard('{ArrowLeft}{Home}{End}');
    expect(row('Data')).toHaveFocus();
    expect(screen.getAllByRole('row').filter(one => one.tabIndex === 0)).toEqual([row('Data')]);
  });

  it('opens the form by Enter, leaves it by Escape, and gives the focus back', async () => {
    renderScreen(<AllocationsScreen />);
    const northwind = await findRow('Northwind');
    act(() => northwind.focus());
    // The top gets its capacity from servers, and money from nowhere else.
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByRole('form')).toHaveAccessibleName('Monthly budget of Northwind');
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('form')).not.toBeInTheDocument();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    const form = await screen.findByRole('form', { name: 'Quota of Payments at ams1' });
    expect(within(form).getByLabelText('Cores')).toHaveFocus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(within(form).getByLabelText('Cores')).toHaveFocus();
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('form')).not.toBeInTheDocument();
    expect(row('Payments')).toHaveFocus();

    await userEvent.keyboard('{Enter}');
    const again = await screen.findByRole('form', { name: 'Quota of Payments at ams1' });
    act(() => within(again).getByRole('button', { name: 'Cancel' }).focus());
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('form')).not.toBeInTheDocument();
  });

  it('says why a quota cannot be edited', async () => {
    network.world.signIn('user:default/mia', [{ role: 'member', unit: 'Checkout' }]);
    renderScreen(<AllocationsScreen />);
    const button = await screen.findByRole('button', {
      name: 'Edit the quota of Payments: It takes the role field administrator, platform administrator, centre administrator',
    });
    await userEvent.click(button);
    expect(screen.queryByRole('form')).not.toBeInTheDocument();
    expect(
      screen.getByRole('button', {
        name: 'Edit the quota of Commerce: The quota of a field is what its servers have',
      }),
    ).toHaveAttribute('aria-disabled', 'true');
  });
});

describe('granting quota', () => {
  beforeEach(() => {
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
  });

  it('shows beforehand what would be left, and grants against what was seen', async () => {
    renderScreen(<AllocationsScreen />);
    const form = await openEditor('Checkout');
    await enterCores(form, '60');
    expect(form).toHaveTextContent('Payments, free after20 cores');
    expect(form).toHaveTextContent('Checkout, free after38 cores');
    await userEvent.click(grantButton(form));
    await waitFor(() => expect(row('Checkout')).toHaveTextContent('22 of 60'));
    expect(row('Payments')).toHaveTextContent('100 of 120');
    const [call] = network.backend.callsOf('grantQuota');
    expect(call.body).toEqual({ cpu: 60, ramGb: 200 });
    expect(call.headers.get('if-match')).toBe('"1"');
    expect(screen.queryByRole('form')).not.toBeInTheDocument();
  });

  it('grants for the first time where nothing ever was', async () => {
    network.world.org.named('Streams').limits.delete('ams1');
    renderScreen(<AllocationsScreen />);
    const form = await openEditor('Streams');
    await enterCores(form, '10');
    await userEvent.click(grantButton(form));
    await waitFor(() => expect(network.backend.callsOf('grantQuota')).toHaveLength(1));
    const [{ headers }] = network.backend.callsOf('grantQuota');
    expect(headers.get('if-none-match')).toBe('*');
    expect(headers.get('if-match')).toBeNull();
  });

  it.each([
    ['', 'Enter a whole number that is not negative'],
    ['-3', 'Enter a whole number that is not negative'],
    ['2.5', 'Enter a whole number that is not negative'],
    ['21', 'At least 22 cores are used'],
    ['81', 'Payments has only 30 cores left to give, 1 core too few'],
  ])('does not send %j', async (cores, problem) => {
    renderScreen(<AllocationsScreen />);
    const form = await openEditor('Checkout');
    const field = within(form).getByLabelText('Cores');
    await userEvent.clear(field);
    if (cores) await userEvent.type(field, cores);
    expect(within(form).getByText(problem)).toBeInTheDocument();
    expect(grantButton(form)).toBeDisabled();
    await userEvent.keyboard('{Enter}');
    expect(network.backend.callsOf('grantQuota')).toHaveLength(0);
  });

  it('shows the refusal where somebody else was faster', async () => {
    renderScreen(<AllocationsScreen />);
    const form = await openEditor('Checkout');
    await enterCores(form, '60');
    network.backend.fail(
      'grantQuota',
      'QUOTA_EXCEEDED',
      'Department Payments has 5 cores left at ams1 of 120; 10 were asked for',
    );
    await userEvent.click(grantButton(form));
    expect(await within(form).findByRole('alert')).toHaveTextContent(
      'Department Payments has 5 cores left at ams1 of 120; 10 were asked for',
    );
  });

  it('tells that the quota was changed meanwhile, and lets one grant nevertheless', async () => {
    renderScreen(<AllocationsScreen />);
    const form = await openEditor('Checkout');
    await enterCores(form, '60');
    const checkout = network.world.org.named('Checkout');
    checkout.limits.set('ams1', { cpu: 55, ramGb: 200 });
    checkout.revision = 2;
    await userEvent.click(grantButton(form));
    const alert = await within(form).findByRole('alert');
    await waitFor(() =>
      expect(alert).toHaveTextContent(
        'It is 55 cores, 200 GiB now. You entered 60 cores, 200 GiB.',
      ),
    );
    expect(grantButton(form)).toBeDisabled();
    await userEvent.click(within(form).getByRole('button', { name: 'Grant mine nevertheless' }));
    await waitFor(() => expect(row('Checkout')).toHaveTextContent('22 of 60'));
    expect(
      network.backend.callsOf('grantQuota').map(({ headers }) => headers.get('if-match')),
    ).toEqual(['"1"', '"2"']);
  });

  it('or take what the other one granted', async () => {
    renderScreen(<AllocationsScreen />);
    const form = await openEditor('Checkout');
    await enterCores(form, '60');
    const checkout = network.world.org.named('Checkout');
    checkout.limits.set('ams1', { cpu: 55, ramGb: 200 });
    checkout.revision = 2;
    await userEvent.click(grantButton(form));
    await userEvent.click(await within(form).findByRole('button', { name: 'Take theirs' }));
    await waitFor(() => expect(row('Checkout')).toHaveTextContent('22 of 55'));
    expect(network.backend.callsOf('grantQuota')).toHaveLength(1);
  });

  it('follows what others do while it is on screen', async () => {
    const { signals } = renderScreen(<AllocationsScreen />);
    expect(await findRow('Payments')).toHaveTextContent('90 of 120');
    network.world.org.named('Risk').limits.set('ams1', { cpu: 45, ramGb: 160 });
    signals.send({ subject: 'quota', id: 'any' });
    await waitFor(() => expect(row('Payments')).toHaveTextContent('95 of 120'), { timeout: 2_000 });
  });
});

describe('the picture', () => {
  beforeEach(() => {
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
  });
  const cell = (name: string) => screen.getByRole('treeitem', { name: new RegExp(`^${name},`) });

  it('is looked at closer and walked through by keyboard', async () => {
    renderScreen(<AllocationsScreen />, { at: '/?view=picture' });
    await screen.findByRole('tree');
    expect(cell('Payments')).toHaveAccessibleName('Payments, Department. 90 of 120 cores');
    act(() => cell('Northwind').focus());
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(cell('Payments')).toHaveFocus();
    await userEvent.keyboard('{ArrowRight}');
    expect(cell('Storefront')).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() =>
      expect(screen.queryByRole('treeitem', { name: /^Payments/ })).not.toBeInTheDocument(),
    );
    expect(cell('Storefront')).toHaveStyle({ width: '100%' });
    await userEvent.keyboard('{Escape}');
    expect(cell('Payments')).toBeInTheDocument();
    await userEvent.click(cell('Risk'));
    await userEvent.click(screen.getByRole('button', { name: 'Back to Payments' }));
    expect(cell('Checkout')).toBeInTheDocument();
  });

  it('has no accessibility violations, nor has the table', async () => {
    const picture = renderScreen(<AllocationsScreen />, { at: '/?view=picture' });
    await screen.findByRole('tree');
    await expectAccessible(picture.container);
    picture.unmount();
    const table = renderScreen(<AllocationsScreen />);
    await openEditor('Checkout');
    await expectAccessible(table.container);
  });
});

describe('ten thousand units', () => {
  it('keep a bounded number of rows in the document', async () => {
    const world = new World(largeOrganisation(10_000));
    network.replace(new FakeInfra(world));
    world.signIn('user:default/ada', [{ role: 'center_admin' }]);
    renderScreen(<AllocationsScreen />);
    await userEvent.click(await screen.findByRole('button', { name: 'Open all' }));
    const grid = screen.getByRole('treegrid');
    const total = Number(grid.getAttribute('aria-rowcount'));
    expect(total).toBeGreaterThan(10_000);
    expect(screen.getAllByRole('row').length).toBeLessThan(60);

    act(() => row('Northwind').focus());
    await userEvent.keyboard('{End}');
    await waitFor(() => expect(screen.getByText('Team 10.20.50')).toBeInTheDocument());
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
    expect(row('Team 10.20.50')).toHaveFocus();
    expect(row('Team 10.20.50')).toHaveAttribute('aria-rowindex', String(total));
  });

  it('an empty organisation has one row', async () => {
    const org = new Organisation();
    org.add('Northwind');
    network.replace(
      new FakeInfra(new World(org)).on('listSites', () => ({ items: [{ name: 'ams1' }] })),
    );
    renderScreen(<AllocationsScreen />);
    expect(await screen.findByText('1 unit')).toBeInTheDocument();
  });
});
