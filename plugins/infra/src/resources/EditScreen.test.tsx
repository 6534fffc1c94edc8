import type { Resource, ResourceType } from '@bailiwick/backstage-plugin-infra-common';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  idOf,
  projectType,
  sketchIntegration,
  sketchResource,
  sketchSecret,
} from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { chooseFrom } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { ResourceRoutes } from './ResourceRoutes';

const network = fakeNetwork();

const [base] = projectType.versions;

const databaseType: ResourceType = {
  ...projectType,
  name: 'database',
  title: 'Database',
  provisioner: 'opentofu',
  usesIntegrations: true,
  versions: [
    {
      ...base,
      schema: {
        type: 'object',
        additionalProperties: false,
        required: ['size', 'password', 'network'],
        properties: {
          size: { type: 'string', title: 'Size', enum: ['small', 'large'] },
          zone: { type: 'string', title: 'Zone', frozen: true },
          tier: { type: 'integer', title: 'Tier', restricted: true },
          password: { type: 'string', title: 'Password', sensitive: true },
          network: { type: 'string', title: 'Network', from: 'network.id' },
        },
      },
    },
    {
      version: '2.0.0',
      lifecycle: 'deprecated',
      note: 'Backups move to another bucket.',
      schema: {
        type: 'object',
        additionalProperties: false,
        required: ['size'],
        properties: {
          size: { type: 'string', title: 'Size', enum: ['small', 'large'] },
          backup: { type: 'boolean', title: 'Backup', default: true },
        },
      },
    },
  ],
};

const screens = (
  <Routes>
    <Route path="/infra/resources/*" element={<ResourceRoutes />} />
    <Route path="/infra/approvals/:id" element={<p>The approval</p>} />
  </Routes>
);

let db: Resource;

const open = () => renderScreen(screens, { at: `/infra/resources/${db.id}/edit` });
/** What was proposed, without what was only checked. */
const sent = () =>
  network.backend.callsOf('patchResource').filter(({ body }) => !('dryRun' in Object(body)));
const send = () => screen.findByRole('button', { name: 'Propose the change' });
const summary = () => screen.findByRole('region', { name: 'What would change' });

describe('EditScreen', () => {
  beforeEach(() => {
    const { world } = network;
    const team = world.org.named('Checkout');
    world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
    world.types = [databaseType];
    world.secrets = [
      sketchSecret(1, 'db-password', team.unit.id),
      sketchSecret(2, 'db-password-new', team.unit.id),
    ];
    db = sketchResource({
      number: 30,
      name: 'db',
      team,
      position: { state: 'provisioned', status: 'done' },
      facts: { canUpdate: true },
      rest: {
        type: 'database',
        variables: { size: 'small', zone: 'a', tier: 1, password: { $secret: 'db-password' } },
      },
    });
    world.resources = [db, ...world.resources];
  });

  it('begins with what it is, and says that nothing was changed', async () => {
    open();
    expect(await screen.findByRole('heading', { name: 'Change db' })).toBeInTheDocument();
    expect(await screen.findByLabelText(/Size/)).toHaveTextContent('small');
    expect(screen.getByLabelText(/Password/)).toHaveTextContent('db-password');
    expect(await summary()).toHaveTextContent('Nothing would change yet.');
    expect(await send()).toHaveAccessibleDescription('Nothing was changed yet');
  });

  it('says of what cannot be changed why', async () => {
    open();
    const zone = await screen.findByLabelText(/Zone/);
    expect(zone).toBeDisabled();
    expect(screen.getByText('This stays what it is once it is in use')).toBeInTheDocument();
    await waitFor(() => expect(screen.getByLabelText(/Tier/)).toBeDisabled());
    expect(screen.getByText('Only an administrator can set this')).toBeInTheDocument();
    expect(screen.getByText('comes from the network: id')).toBeInTheDocument();
    expect(screen.queryByLabelText(/Network/)).not.toBeInTheDocument();
  });

  it('lets an administrator set what is restricted', async () => {
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
    open();
    await waitFor(() => expect(screen.getByLabelText(/Tier/)).toBeEnabled());
  });

  it('tells what a change takes and who will be asked before it is sent', async () => {
    open();
    const check = await screen.findByRole('region', { name: 'What it takes' });
    expect(check).toHaveTextContent('Change something to see');
    await chooseFrom(await screen.findByLabelText(/Size/), 'large');
    expect(await within(check).findByText(/, as now$/)).toBeInTheDocument();
    expect(within(check).getByText('Department: the department')).toBeInTheDocument();
    expect(within(check).getByText('Checkout')).toBeInTheDocument();
    expect(sent()).toHaveLength(0);
  });

  it('sends only what was changed, secrets by their names, and goes to the approval', async () => {
    open();
    await chooseFrom(await screen.findByLabelText(/Size/), 'large');
    await chooseFrom(screen.getByLabelText(/Password/), 'db-password-new');
    const changes = await screen.findByRole('table', { name: /^Settings/ });
    await waitFor(() =>
      expect(
        within(changes)
          .getAllByRole('row')
          .slice(1)
          .map(row => row.textContent),
      ).toEqual([
        'Sizesmalllargechanged',
        'Passwordthe secret db-passwordthe secret db-password-newchanged',
      ]),
    );
    await userEvent.type(screen.getByLabelText('Why (optional)'), 'it grows');
    await userEvent.click(await send());
    expect(await screen.findByText('The approval')).toBeInTheDocument();
    expect(sent().map(({ headers }) => headers.get('if-match'))).toEqual([`"${db.revision}"`]);
    expect(sent().map(({ body }) => body)).toEqual([
      {
        variables: { size: 'large', password: { $secret: 'db-password-new' } },
        comment: 'it grows',
      },
    ]);
  });

  describe('credentials', () => {
    const [CLOUD, GIT, HIDDEN] = [1, 2, 9].map(number => idOf(8, number));

    beforeEach(() => {
      const { world } = network;
      world.integrations = [
        sketchIntegration(1, { name: 'cloud', unitId: db.unitId }),
        sketchIntegration(2, { name: 'everybodys-git' }),
      ];
      db = { ...db, integrations: [CLOUD, HIDDEN] };
      world.resources = world.resources.map(one => (one.id === db.id ? db : one));
    });

    it('shows those that it uses, and sends nothing of them unless they change', async () => {
      open();
      expect(await screen.findByRole('button', { name: 'cloud' })).toBeInTheDocument();
      expect(screen.getByRole('button', { name: HIDDEN })).toBeInTheDocument();
      expect(await summary()).toHaveTextContent('Nothing would change yet.');
      await chooseFrom(screen.getByLabelText(/Size/), 'large');
      await userEvent.click(await send());
      expect(await screen.findByText('The approval')).toBeInTheDocument();
      expect(sent()[0].body).toEqual({
        variables: { size: 'large' },
      });
    });

    it('proposes others, and says which', async () => {
      const { container } = open();
      await screen.findByRole('button', { name: 'cloud' });
      await chooseFrom(screen.getByLabelText('Credentials'), /everybodys-git/);
      fireEvent.keyDown(screen.getByRole('button', { name: HIDDEN }), { key: 'Delete' });
      fireEvent.keyUp(screen.getByRole('button', { name: HIDDEN }), { key: 'Delete' });
      await waitFor(() =>
        expect(screen.queryByRole('button', { name: HIDDEN })).not.toBeInTheDocument(),
      );
      expect(await summary()).toHaveTextContent(
        `Credentials: cloud, ${HIDDEN} → cloud, everybodys-git`,
      );
      await expectAccessible(container);
      await userEvent.click(await send());
      expect(await screen.findByText('The approval')).toBeInTheDocument();
      expect(sent()[0].body).toEqual({
        integrations: [CLOUD, GIT],
      });
    });

    it('can take all of them away', async () => {
      open();
      await screen.findByRole('button', { name: 'cloud' });
      await userEvent.click(screen.getByLabelText('Clear'));
      expect(await summary()).toHaveTextContent(`Credentials: cloud, ${HIDDEN} → none`);
      await userEvent.click(await send());
      expect(await screen.findByText('The approval')).toBeInTheDocument();
      expect(sent()[0].body).toEqual({ integrations: [] });
    });

    it('says at the field what the backend found wrong with one', async () => {
      network.backend.fail('patchResource', 'VALIDATION_ERROR', 'The request is not valid', [
        { pointer: '/integrations/2', message: 'must be one that Checkout may use' },
      ]);
      open();
      await screen.findByRole('button', { name: 'cloud' });
      await chooseFrom(screen.getByLabelText('Credentials'), /everybodys-git/);
      await userEvent.click(await send());
      await waitFor(() =>
        expect(screen.getByLabelText('Credentials')).toHaveAccessibleDescription(
          'everybodys-git: must be one that Checkout may use',
        ),
      );
    });

    it('are named on the overview, by their ids where they cannot be read', async () => {
      renderScreen(screens, { at: `/infra/resources/${db.id}` });
      const details = await screen.findByRole('region', { name: 'Details' });
      await waitFor(() => expect(details).toHaveTextContent(`Credentialscloud, ${HIDDEN}`));
    });
  });

  it('moves to another version, with a warning of what breaks', async () => {
    open();
    await chooseFrom(await screen.findByLabelText('Version'), '2.0.0 (deprecated)');
    expect(await screen.findByText('Backups move to another bucket.')).toBeInTheDocument();
    expect(await summary()).toHaveTextContent('Version 1.0.0 → 2.0.0');
    await userEvent.click(await send());
    expect(await screen.findByText('The approval')).toBeInTheDocument();
    expect(sent()[0].body).toEqual({
      version: '2.0.0',
      variables: { backup: true, zone: null, tier: null, password: null },
    });
  });

  it('puts what the backend found wrong at the field it is about', async () => {
    network.backend.fail('patchResource', 'VALIDATION_ERROR', 'The request is not valid', [
      { pointer: '/variables/size', message: 'is not offered at ams1' },
    ]);
    open();
    await chooseFrom(await screen.findByLabelText(/Size/), 'large');
    await userEvent.click(await send());
    await waitFor(() =>
      expect(screen.getAllByText('is not offered at ams1').length).toBeGreaterThan(1),
    );
  });

  it('is not sent over what somebody else has changed, which can be loaded', async () => {
    const { container } = open();
    await chooseFrom(await screen.findByLabelText(/Size/), 'large');
    const { world } = network;
    world.resources = world.resources.map(one =>
      one.id === db.id
        ? { ...one, revision: one.revision + 1, variables: { ...one.variables, zone: 'b' } }
        : one,
    );
    await userEvent.click(await send());
    expect(await screen.findByText(/^db has changed since you read it/)).toBeInTheDocument();
    await expectAccessible(container);
    await waitFor(() => expect(screen.getByLabelText(/Size/)).toHaveTextContent('large'));
    await userEvent.click(screen.getByRole('button', { name: 'Load what stands now' }));
    await waitFor(() => expect(screen.getByLabelText(/Zone/)).toHaveValue('b'));
    expect(screen.getByLabelText(/Size/)).toHaveTextContent('small');
    await chooseFrom(screen.getByLabelText(/Size/), 'large');
    await userEvent.click(await send());
    expect(await screen.findByText('The approval')).toBeInTheDocument();
  });

  it('says why it cannot be changed now', async () => {
    network.world.resources = network.world.resources.map(one =>
      one.id === db.id
        ? {
            ...one,
            allowedActions: [{ action: 'edit', allowed: false, reason: 'A change waits already' }],
          }
        : one,
    );
    open();
    expect(await send()).toHaveAccessibleDescription('A change waits already');
  });

  it('tells not found and failed apart', async () => {
    network.world.resources = [];
    const missing = open();
    expect(await screen.findByText('Not found')).toBeInTheDocument();
    missing.unmount();
    network.world.resources = [db];
    network.backend.on('getResourceType', () => {
      throw new Error('boom');
    });
    open();
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });

  it('has no accessibility violations', async () => {
    const { container } = open();
    await screen.findByLabelText(/Size/);
    fireEvent.change(screen.getByLabelText('Why (optional)'), { target: { value: 'x' } });
    await expectAccessible(container);
  });
});
