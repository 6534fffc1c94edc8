import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeInfra, Organisation, World } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { chooseFrom, press } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { endOfDay, userRefOf } from './GiveRoleDialog';
import { OrganisationScreen } from './OrganisationScreen';

const network = fakeNetwork();

const idOfUnit = (name: string) => network.world.org.named(name).unit.id;
const row = (name: string) =>
  screen.findByRole('row', { name: new RegExp(`${name} (Centre|Field|Department|Team)`) });
const dialog = async () => within(await screen.findByRole('dialog'));
const openUnit = (name: string) =>
  renderScreen(<OrganisationScreen />, { at: `/?unit=${idOfUnit(name)}` });

describe('units', () => {
  beforeEach(() => {
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
  });

  it('opens level by level, by keyboard too, and reads only what is open', async () => {
    renderScreen(<OrganisationScreen />);
    const commerce = await row('Commerce');
    expect(network.backend.callsOf('listUnits')).toHaveLength(2);
    act(() => commerce.focus());
    await userEvent.keyboard('{ArrowRight}');
    expect(await row('Payments')).toHaveAttribute('aria-level', '3');
    expect(network.backend.callsOf('listUnits').at(-1)?.query).toMatchObject({
      parentId: idOfUnit('Commerce'),
    });
    await userEvent.keyboard('{ArrowRight}{Enter}');
    expect(await screen.findByRole('region', { name: 'Payments' })).toHaveTextContent(
      'BeneathNorthwind › Commerce',
    );
    expect(await row('Payments')).toHaveAttribute('aria-selected', 'true');
  });

  it('finds a unit wherever it is', async () => {
    renderScreen(<OrganisationScreen />);
    await userEvent.type(await screen.findByLabelText('Find a unit'), 'risk');
    const match = await screen.findByRole('button', { name: /^Risk/ });
    expect(match).toHaveTextContent('Northwind › Commerce › Payments');
    await userEvent.click(match);
    expect(await screen.findByRole('region', { name: 'Risk' })).toBeInTheDocument();
  });

  it('creates a unit of the next level', async () => {
    openUnit('Payments');
    await press('New Team');
    const box = await dialog();
    expect(box.getByRole('button', { name: 'Create' })).toBeDisabled();
    await userEvent.type(box.getByLabelText(/^Name/), 'Refunds');
    await userEvent.click(box.getByRole('button', { name: 'Create' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(network.backend.callsOf('createUnit')[0].body).toEqual({
      kind: 'team',
      name: 'Refunds',
      parentId: idOfUnit('Payments'),
    });
  });

  it('explains why a unit cannot be created', async () => {
    openUnit('Payments');
    await press('New Team');
    const box = await dialog();
    await userEvent.type(box.getByLabelText(/^Name/), 'RISK');
    await userEvent.click(box.getByRole('button', { name: 'Create' }));
    expect(await box.findByRole('alert')).toHaveTextContent(
      'Payments has a unit named RISK already',
    );

    await userEvent.type(box.getByLabelText(/^Short name/), 'Not A Slug');
    await userEvent.click(box.getByRole('button', { name: 'Create' }));
    await waitFor(() =>
      expect(box.getByLabelText(/^Short name/)).toHaveAccessibleDescription(
        'must consist of lower-case letters, digits and inner hyphens',
      ),
    );
  });

  it('renames a unit', async () => {
    openUnit('Risk');
    await press('Rename');
    const box = await dialog();
    const name = box.getByLabelText(/^Name/);
    expect(box.getByRole('button', { name: 'Rename' })).toBeDisabled();
    await userEvent.clear(name);
    await userEvent.type(name, 'Fraud');
    await userEvent.click(box.getByRole('button', { name: 'Rename' }));
    expect(await screen.findByRole('region', { name: 'Fraud' })).toBeInTheDocument();
  });

  it('deletes a unit, or explains what stands in the way', async () => {
    const withTeams = openUnit('Payments');
    await press('Delete');
    await userEvent.click((await dialog()).getByRole('button', { name: 'Delete' }));
    expect(await (await dialog()).findByRole('alert')).toHaveTextContent(
      'Payments still has units: Checkout, Risk',
    );
    withTeams.unmount();

    openUnit('Search');
    await press('Delete');
    await userEvent.click((await dialog()).getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText(/Select a unit/)).toBeInTheDocument();
    expect([...network.world.org.units.values()].map(({ unit }) => unit.name)).not.toContain(
      'Search',
    );
  });

  it('says who may edit units', async () => {
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
    openUnit('Checkout');
    const reason = 'It takes the role platform administrator, centre administrator';
    await screen.findByRole('button', { name: 'Rename' });
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Rename' })).toHaveAccessibleDescription(reason),
    );
    expect(screen.queryByRole('button', { name: /^New / })).not.toBeInTheDocument();
  });

  it('begins with the topmost unit where there is none', async () => {
    network.replace(
      new FakeInfra(
        new World(new Organisation()).signIn('user:default/ada', [{ role: 'center_admin' }]),
      ),
    );
    renderScreen(<OrganisationScreen />);
    await press('Create the topmost unit');
    const box = await dialog();
    await userEvent.type(box.getByLabelText(/^Name/), 'Northwind');
    await userEvent.click(box.getByRole('button', { name: 'Create' }));
    expect(await row('Northwind')).toBeInTheDocument();
  });

  it('takes the levels of the organisation from the configuration', async () => {
    renderScreen(<OrganisationScreen />, {
      at: `/?unit=${idOfUnit('Payments')}`,
      config: {
        app: { baseUrl: 'http://localhost' },
        backend: { baseUrl: 'http://localhost' },
        infra: { organisation: { levels: ['center', 'field', 'department', 'squad'] } },
      },
    });
    expect(await screen.findByRole('button', { name: 'New squad' })).toBeInTheDocument();
  });

  it('shows a unit that somebody else created', async () => {
    const { signals } = renderScreen(<OrganisationScreen />);
    await row('Commerce');
    network.world.org.add('Logistics', network.world.org.named('Northwind'));
    signals.send({ subject: 'unit' });
    await waitFor(() => expect(screen.getByText('Logistics')).toBeInTheDocument(), {
      timeout: 2_000,
    });
  });
});

describe('roles given by hand', () => {
  beforeEach(() => {
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
  });

  it('gives one over a unit, until a day, and takes it away', async () => {
    renderScreen(<OrganisationScreen />, { at: '/?tab=roles' });
    expect(await screen.findByText('No role was given by hand')).toBeInTheDocument();
    await press('Give a role');
    const box = await dialog();
    await userEvent.type(box.getByLabelText(/^User/), 'Otto');
    await chooseFrom(box.getByLabelText(/^Role/), 'department administrator');
    expect(box.getByRole('button', { name: 'Give' })).toBeDisabled();
    await userEvent.type(box.getByLabelText(/^Over which unit/), 'pay');
    fireEvent.click(await screen.findByRole('option', { name: /Payments/ }));
    fireEvent.change(box.getByLabelText(/^Until/), { target: { value: '2099-12-31' } });
    await userEvent.click(box.getByRole('button', { name: 'Give' }));

    const bindings = await screen.findByRole('table', { name: 'Roles given by hand' });
    expect(within(bindings).getByRole('row', { name: /otto/ })).toHaveTextContent(
      'department administrator',
    );
    expect(network.backend.callsOf('createRoleBinding')[0].body).toEqual({
      userRef: 'user:default/otto',
      role: 'dept_admin',
      unitId: idOfUnit('Payments'),
      expiresAt: endOfDay('2099-12-31'),
    });

    await press(/^Take away: user:default\/otto/);
    await userEvent.click((await dialog()).getByRole('button', { name: 'Take away' }));
    expect(await screen.findByText('No role was given by hand')).toBeInTheDocument();
  });

  it('offers only the roles that a unit of that level can give', async () => {
    openUnit('Payments');
    await press('Give a role');
    expect((await dialog()).getByLabelText(/^Role/)).toHaveTextContent('department administrator');
  });

  it('explains why one cannot take away one’s own last one', async () => {
    network.world.roleBindings = [
      {
        id: '00000000-0000-4000-8006-000000000001',
        userRef: 'user:default/ada',
        role: 'center_admin',
        createdBy: 'user:default/paul',
        createdAt: new Date().toISOString(),
      },
    ];
    network.backend.fail(
      'deleteRoleBinding',
      'CONFLICT',
      'This is your own last role as an administrator',
    );
    renderScreen(<OrganisationScreen />, { at: '/?tab=roles' });
    await press(/^Take away/);
    await userEvent.click((await dialog()).getByRole('button', { name: 'Take away' }));
    expect(await (await dialog()).findByRole('alert')).toHaveTextContent('your own last role');
  });

  it('is for administrators', async () => {
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
    network.backend.fail('listRoleBindings', 'FORBIDDEN', 'no');
    renderScreen(<OrganisationScreen />, { at: '/?tab=roles' });
    expect(await screen.findByText(/It takes one of these roles/)).toHaveTextContent(
      'centre administrator',
    );
    await waitFor(() => expect(screen.getByText('You are team lead.')).toBeInTheDocument());
  });

  it.each([
    ['Tess', 'user:default/tess'],
    ['user:default/Tess', 'user:default/tess'],
    ['', undefined],
    ['two words', undefined],
    ['user:tess', undefined],
  ])('takes %j for %j', (text, ref) => expect(userRefOf(text)).toBe(ref));
});

describe('directory report', () => {
  it('shows what follows for whom, and which groups lead nowhere and why', async () => {
    const { world } = network;
    world.signIn('user:default/ada', [{ role: 'center_admin' }]);
    world.directory.users[0].bindings = [
      { role: 'team_lead', unitId: idOfUnit('Checkout'), source: 'ldap' },
    ];
    renderScreen(<OrganisationScreen />, { at: '/?tab=directory' });
    const unmapped = await screen.findByRole('table', {
      name: 'Groups that map to nothing, and why',
    });
    expect(within(unmapped).getByRole('row', { name: /atlantis/ })).toHaveTextContent(
      'No unit has the id or slug "atlantis"',
    );
    const users = screen.getByRole('table', { name: 'Users and the roles that follow' });
    await waitFor(() =>
      expect(within(users).getByRole('row', { name: /Tess Ng/ })).toHaveTextContent(
        'team lead of Checkout',
      ),
    );
    await userEvent.type(screen.getByLabelText('Name of a user or group'), 'nobody');
    expect(await screen.findByText('Nobody matches')).toBeInTheDocument();
  });

  it('shows many users bit by bit', async () => {
    const [user] = network.world.directory.users;
    network.world.directory.users = Array.from({ length: 120 }, (_, index) => ({
      ...user,
      userRef: `user:default/u${index}`,
      displayName: `User ${index}`,
    }));
    renderScreen(<OrganisationScreen />, { at: '/?tab=directory' });
    expect(await screen.findByText('50 of 120')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Load more' }));
    expect(await screen.findByText('100 of 120')).toBeInTheDocument();
  });

  it('is for administrators, and tells when the directory is down', async () => {
    network.backend.fail('getDirectoryReport', 'FORBIDDEN', 'no');
    const forbidden = renderScreen(<OrganisationScreen />, { at: '/?tab=directory' });
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    forbidden.unmount();
    network.backend.fail(
      'getDirectoryReport',
      'DIRECTORY_UNAVAILABLE',
      'The directory does not answer',
    );
    renderScreen(<OrganisationScreen />, { at: '/?tab=directory' });
    expect(await screen.findByText('The directory does not answer')).toBeInTheDocument();
  });
});

describe('accessibility', () => {
  it('finds no violation on any tab', async () => {
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
    for (const query of [`?unit=${idOfUnit('Payments')}`, '?tab=roles', '?tab=directory']) {
      const { container, unmount } = renderScreen(<OrganisationScreen />, { at: `/${query}` });
      await waitFor(() => expect(screen.queryByText('Loading')).not.toBeInTheDocument());
      await expectAccessible(container);
      unmount();
    }
  });
});
