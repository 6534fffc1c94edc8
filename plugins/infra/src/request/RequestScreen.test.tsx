import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { idOf, projectType, sketchIntegration, sketchSecret } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { chooseFrom } from '../__testUtils__/buttons';
import { sketchCloud } from '../__testUtils__/clouds';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { RequestScreen } from './RequestScreen';

const network = fakeNetwork();

const screens = (
  <Routes>
    <Route path="/infra/resources/:id" element={<p>The resource</p>} />
    <Route path="*" element={<RequestScreen />} />
  </Routes>
);

const check = () => screen.getByRole('region', { name: 'Check' });
const send = () => screen.getByRole('button', { name: 'Request' });

async function choose(label: RegExp, option: RegExp | string) {
  await chooseFrom(await screen.findByLabelText(label), option);
}

async function fillIn(name: string) {
  expect(await screen.findByDisplayValue('Checkout')).toBeInTheDocument();
  await choose(/^Site/, /ams1/);
  await userEvent.type(screen.getByLabelText(/^Name/), name);
}

describe('RequestScreen', () => {
  beforeEach(() => {
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
  });

  it('begins with real defaults, and takes the only type and team there are', async () => {
    renderScreen(screens);
    expect(await screen.findByDisplayValue('Checkout')).toBeInTheDocument();
    expect(screen.getByRole('heading', { name: 'Project' })).toBeInTheDocument();
    expect(screen.queryByText('Choose something else')).not.toBeInTheDocument();
    expect(screen.getByLabelText(/Service level/)).toHaveTextContent('bronze');
    expect(screen.getByLabelText(/Performance tier/)).toHaveTextContent('regular');
    expect(check()).toHaveTextContent('Once you have chosen');
    expect(send()).toHaveAccessibleDescription('Choose a team and fill in a name first');
  });

  it('shows what the team has free at each site', async () => {
    renderScreen(screens);
    await screen.findByDisplayValue('Checkout');
    fireEvent.mouseDown(screen.getByLabelText(/^Site/));
    expect(await screen.findByRole('option', { name: /ams1/ })).toHaveTextContent(
      '28 cores, 112 GiB free',
    );
    expect(screen.getByRole('option', { name: /fra2/ })).toHaveTextContent(
      '25 cores, 100 GiB free',
    );
  });

  it('shows what it takes and what is left at each level while it is filled in', async () => {
    renderScreen(screens);
    await fillIn('shop');
    await waitFor(() => expect(check()).toHaveTextContent('This would be accepted'));
    expect(check()).toHaveTextContent('It takes2 cores, 4 GiB');
    expect(check()).toHaveTextContent('checkout-shop');
    expect(check()).toHaveTextContent('28 → 26 cores');
    expect(
      within(check())
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      expect.stringMatching(/^Checkout Team/),
      expect.stringMatching(/^Payments Department/),
      expect.stringMatching(/^Commerce Field/),
      expect.stringMatching(/^Northwind Centre/),
    ]);
    await choose(/Service level/, /gold/);
    await waitFor(() => expect(check()).toHaveTextContent('28 → 20 cores'));
  });

  it('explains a refusal, and does not let it be sent', async () => {
    network.world.org.named('Checkout').used.set('ams1', { cpu: 49, ramGb: 10 });
    renderScreen(screens);
    await fillIn('shop');
    await waitFor(() => expect(check()).toHaveTextContent('This would be refused'));
    expect(check()).toHaveTextContent('Team Checkout has 1 of cpu left at ams1; 2 were asked for');
    expect(check()).toHaveTextContent('short by 1 core');
    await userEvent.click(send());
    expect(send()).toHaveAccessibleDescription(
      'It would be refused now; the reason is shown beside',
    );
    expect(
      network.backend
        .callsOf('createResource')
        .every(({ body }) => (body as { dryRun?: true }).dryRun),
    ).toBe(true);
  });

  it('is checked again when the quota changes', async () => {
    const { signals } = renderScreen(screens);
    await fillIn('shop');
    await waitFor(() => expect(check()).toHaveTextContent('28 → 26 cores'));
    network.world.org.named('Checkout').used.set('ams1', { cpu: 50, ramGb: 88 });
    signals.send({ subject: 'quota' });
    await waitFor(() => expect(check()).toHaveTextContent('This would be refused'), {
      timeout: 2_000,
    });
  });

  it.each([
    ['Shop', 'must consist of lower-case letters, digits and inner hyphens'],
    ['-shop', 'must consist of lower-case letters, digits and inner hyphens'],
    ['🦀', 'must consist of lower-case letters, digits and inner hyphens'],
    ['x'.repeat(64), 'must be at most 63 characters'],
  ])('says what is wrong with the name %j', async (name, problem) => {
    renderScreen(screens);
    await screen.findByDisplayValue('Checkout');
    const field = screen.getByLabelText(/^Name/);
    fireEvent.change(field, { target: { value: name } });
    expect(field).toHaveAccessibleDescription(problem);
    expect(field).toBeInvalid();
    expect(network.backend.callsOf('createResource')).toHaveLength(0);
  });

  it('sends it once with a key of its own, and goes to what came of it', async () => {
    renderScreen(screens);
    await fillIn('shop');
    await waitFor(() => expect(check()).toHaveTextContent('This would be accepted'));
    await userEvent.click(send());
    expect(await screen.findByText('The resource')).toBeInTheDocument();
    const sent = network.backend
      .callsOf('createResource')
      .filter(({ body }) => !(body as { dryRun?: true }).dryRun);
    expect(sent).toHaveLength(1);
    expect(sent[0].body).toEqual({
      type: 'project',
      version: '1.0.0',
      name: 'shop',
      unitId: network.world.org.named('Checkout').unit.id,
      site: 'ams1',
      variables: { slaType: 'bronze', performanceTier: 'regular' },
    });
    expect(sent[0].headers.get('idempotency-key')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('keeps the key while the same is sent again', async () => {
    renderScreen(screens);
    await fillIn('shop');
    await waitFor(() => expect(check()).toHaveTextContent('This would be accepted'));
    network.backend.on('createResource', ({ body }) =>
      body.dryRun ? Response.error() : new Response('{}', { status: 502 }),
    );
    await userEvent.click(send());
    expect(await screen.findByRole('alert')).toHaveTextContent('502');
    await userEvent.click(send());
    await waitFor(() => {
      const keys = network.backend
        .callsOf('createResource')
        .flatMap(({ headers }) => headers.get('idempotency-key') ?? []);
      expect(keys).toHaveLength(2);
      expect(keys[0]).toBe(keys[1]);
    });
  });

  it('puts what the backend found wrong at the field it is about', async () => {
    renderScreen(screens);
    await fillIn('shop');
    await waitFor(() => expect(check()).toHaveTextContent('This would be accepted'));
    network.backend.fail('createResource', 'VALIDATION_ERROR', 'The request is not valid', [
      { pointer: '/name', message: 'is reserved' },
      { pointer: '/variables/slaType', message: 'is not offered at ams1' },
    ]);
    await userEvent.click(send());
    await waitFor(() =>
      expect(screen.getByLabelText(/^Name/)).toHaveAccessibleDescription('is reserved'),
    );
    expect(screen.getAllByText('is not offered at ams1').length).toBeGreaterThan(0);
  });

  it('tells why nothing can be requested', async () => {
    network.world.signIn('user:default/mia', [{ role: 'member', unit: 'Checkout' }]);
    const member = renderScreen(screens);
    expect(await screen.findByText('You may not request for any team')).toBeInTheDocument();
    member.unmount();
    network.world.types = [];
    renderScreen(screens);
    expect(await screen.findByText('Nothing can be requested yet')).toBeInTheDocument();
  });

  it('tells loading, forbidden and failed apart', async () => {
    network.backend.stall('listResourceTypes');
    const loading = renderScreen(screens);
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    loading.unmount();
    network.backend.fail('listResourceTypes', 'FORBIDDEN', 'no');
    const forbidden = renderScreen(screens);
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    forbidden.unmount();
    network.backend.on('listResourceTypes', () => {
      throw new Error('boom');
    });
    renderScreen(screens);
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });

  it('offers the versions that can be requested, the active one first', async () => {
    const [version] = projectType.versions;
    network.world.types = [
      {
        ...projectType,
        versions: [
          { ...version, version: '0.9.0', lifecycle: 'archived' },
          version,
          { ...version, version: '2.0.0', lifecycle: 'preview' },
        ],
      },
    ];
    renderScreen(screens);
    const field = await screen.findByLabelText(/^Version/);
    expect(field).toHaveTextContent('1.0.0 (active)');
    fireEvent.mouseDown(field);
    expect((await screen.findAllByRole('option')).map(option => option.textContent)).toEqual([
      '1.0.0 (active)',
      '2.0.0 (preview)',
    ]);
  });

  it('says of a deprecated version what breaks', async () => {
    const [version] = projectType.versions;
    network.world.types = [
      { ...projectType, versions: [{ ...version, lifecycle: 'deprecated', note: 'Ends in May.' }] },
    ];
    renderScreen(screens);
    expect(await screen.findByText(/This version is deprecated/)).toBeInTheDocument();
    expect(screen.getByText('Ends in May.')).toBeInTheDocument();
  });

  it('offers only what can be requested', async () => {
    network.world.types = [
      projectType,
      { ...projectType, name: 'off', title: 'Switched off', enabled: false },
      { ...projectType, name: 'group', title: 'Grouping', abstract: true },
    ];
    renderScreen(screens);
    expect(await screen.findByRole('heading', { name: 'Project' })).toBeInTheDocument();
    expect(screen.queryByText(/Switched off|Grouping/)).not.toBeInTheDocument();
  });

  it('shows everything by where it comes from, finds it, and leads there and back', async () => {
    const { world } = network;
    world.clouds = [sketchCloud('aws', 'Amazon Web Services')];
    world.types = [
      projectType,
      ...['Bucket', 'Queue', 'Table', 'Topic', 'Cache'].map(title => ({
        ...projectType,
        ...{ name: title.toLowerCase(), title, labels: { cloud: 'aws' } },
      })),
      ...['Tunnel', 'Zone', 'Key'].map(title => ({
        ...projectType,
        ...{ name: title.toLowerCase(), title, labels: { group: 'Networking' } },
      })),
    ];
    const { container } = renderScreen(screens, { at: '/infra/request' });
    expect(await screen.findByRole('list', { name: 'Amazon Web Services' })).toHaveTextContent(
      /Bucket.*Cache.*Queue.*Table.*Topic/,
    );
    expect(screen.getByRole('list', { name: 'Of this platform' })).toHaveTextContent('Project');
    expect(screen.getByRole('list', { name: 'Networking' })).toHaveTextContent(/Key.*Tunnel.*Zone/);
    await expectAccessible(container);
    await userEvent.type(screen.getByLabelText('Find what you need'), 'topi');
    await waitFor(() => expect(screen.queryByText('Bucket')).not.toBeInTheDocument());
    await userEvent.click(screen.getByRole('link', { name: 'Topic' }));
    expect(await screen.findByDisplayValue('Checkout')).toBeInTheDocument();
    expect(screen.getByRole('heading', { name: 'Topic' })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Choose something else' }));
    expect(await screen.findByText('Bucket')).toBeInTheDocument();
  });

  it('takes parents, secrets by their names, and says what comes from a parent', async () => {
    const { world } = network;
    const team = world.org.named('Checkout').unit.id;
    world.secrets = [sketchSecret(1, 'db-password', team)];
    world.types = [
      {
        ...projectType,
        name: 'database',
        title: 'Database',
        parents: ['project'],
        versions: [
          {
            version: '1.0.0',
            lifecycle: 'active',
            schema: {
              type: 'object',
              additionalProperties: false,
              required: ['password', 'namespace'],
              properties: {
                password: { type: 'string', title: 'Password', sensitive: true },
                namespace: { type: 'string', title: 'Namespace', from: 'project.namespace' },
              },
            },
          },
        ],
      },
    ];
    renderScreen(screens);
    await fillIn('orders');
    expect(screen.getByText('comes from the project: namespace')).toBeInTheDocument();
    await choose(/^Password/, 'db-password');
    expect(send()).toHaveAccessibleDescription(/what it depends on/);
    await userEvent.type(screen.getByLabelText(/^Depends on/), 'we');
    await userEvent.click(await screen.findByRole('option', { name: /web/ }));
    await waitFor(() => expect(check()).toHaveTextContent('This would be accepted'));
    await userEvent.click(send());
    expect(await screen.findByText('The resource')).toBeInTheDocument();
    const sent = network.backend.callsOf('createResource').map(({ body }) => body);
    expect(sent[sent.length - 1]).toMatchObject({
      parents: [world.resources.find(({ name }) => name === 'web')?.id],
      variables: { password: { $secret: 'db-password' } },
    });
  });

  describe('credentials', () => {
    const [CLOUD, GIT, RISK] = [1, 2, 3].map(number => idOf(8, number));
    const credentials = () => screen.findByLabelText('Credentials');
    const lastAsked = () => network.backend.callsOf('createResource').slice(-1)[0].body;

    beforeEach(() => {
      const { world } = network;
      const unitId = (name: string) => world.org.named(name).unit.id;
      world.types = [{ ...projectType, provisioner: 'opentofu', usesIntegrations: true }];
      world.integrations = [
        sketchIntegration(1, { name: 'cloud', unitId: unitId('Checkout') }),
        sketchIntegration(2, { name: 'everybodys-git' }),
        sketchIntegration(3, { name: 'of-others', unitId: unitId('Risk') }),
      ];
    });

    it('offers those that the team may use, and sends and checks the chosen ones', async () => {
      renderScreen(screens);
      await fillIn('shop');
      fireEvent.mouseDown(await credentials());
      const options = (await screen.findAllByRole('option')).map(option => option.textContent);
      expect(options).toEqual(['cloudgit', 'everybodys-gitgit']);
      await userEvent.click(screen.getByRole('option', { name: /everybodys-git/ }));
      await waitFor(() => expect(screen.queryByRole('listbox')).not.toBeInTheDocument());
      await choose(/^Credentials/, /cloud/);
      await waitFor(() =>
        expect(lastAsked()).toMatchObject({ dryRun: true, integrations: [GIT, CLOUD] }),
      );
      await waitFor(() => expect(check()).toHaveTextContent('This would be accepted'));
      await userEvent.click(send());
      expect(await screen.findByText('The resource')).toBeInTheDocument();
      const sent = network.backend
        .callsOf('createResource')
        .filter(({ body }) => !(body as { dryRun?: true }).dryRun);
      expect(sent.map(({ body }) => body)).toMatchObject([
        { name: 'shop', integrations: [GIT, CLOUD] },
      ]);
    });

    it('says of which one something is wrong', async () => {
      network.backend.fail('createResource', 'VALIDATION_ERROR', 'The request is not valid', [
        { pointer: '/integrations/1', message: 'must be one that Checkout may use' },
      ]);
      renderScreen(screens);
      await fillIn('shop');
      await choose(/^Credentials/, /everybodys-git/);
      await choose(/^Credentials/, /cloud/);
      await waitFor(() =>
        expect(screen.getByLabelText('Credentials')).toHaveAccessibleDescription(
          'cloud: must be one that Checkout may use',
        ),
      );
      expect(screen.getByLabelText('Credentials')).toBeInvalid();
    });

    it('forgets what was chosen for another team', async () => {
      network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
      renderScreen(screens);
      const pickTeam = async (name: RegExp) => {
        const team = await screen.findByLabelText(/^Team/);
        await userEvent.clear(team);
        await userEvent.type(team, name.source);
        await userEvent.click(await screen.findByRole('option', { name }));
      };
      await pickTeam(/Checkout/);
      await choose(/^Credentials/, /^cloud/);
      expect(screen.getByRole('button', { name: 'cloud' })).toBeInTheDocument();
      await pickTeam(/Risk/);
      await waitFor(() =>
        expect(screen.queryByRole('button', { name: 'cloud' })).not.toBeInTheDocument(),
      );
      fireEvent.mouseDown(await credentials());
      expect(await screen.findByRole('option', { name: /of-others/ })).toBeInTheDocument();
      expect(screen.queryByRole('option', { name: /cloud/ })).not.toBeInTheDocument();
    });

    it('shows no such field where there is none, or where the type uses none', async () => {
      network.world.integrations = network.world.integrations.filter(({ id }) => id === RISK);
      const none = renderScreen(screens);
      await fillIn('shop');
      await waitFor(() => expect(check()).toHaveTextContent('This would be accepted'));
      expect(network.backend.callsOf('listIntegrations')).toHaveLength(1);
      expect(screen.queryByLabelText('Credentials')).not.toBeInTheDocument();
      none.unmount();
      network.world.integrations = [sketchIntegration(2)];
      network.world.types = [projectType];
      renderScreen(screens);
      await fillIn('shop');
      expect(screen.queryByLabelText('Credentials')).not.toBeInTheDocument();
      expect(network.backend.callsOf('listIntegrations')).toHaveLength(1);
    });

    it('says that they could not be read, but not to those who may not', async () => {
      network.backend.on('listIntegrations', () => {
        throw new Error('boom');
      });
      const broken = renderScreen(screens);
      expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
      broken.unmount();
      network.backend.fail('listIntegrations', 'FORBIDDEN', 'no');
      renderScreen(screens);
      await fillIn('shop');
      await waitFor(() => expect(check()).toHaveTextContent('This would be accepted'));
      expect(screen.queryByRole('alert')).not.toBeInTheDocument();
      expect(screen.queryByLabelText('Credentials')).not.toBeInTheDocument();
    });

    it('has no accessibility violations', async () => {
      const { container } = renderScreen(screens);
      await fillIn('shop');
      await choose(/^Credentials/, /cloud/);
      await expectAccessible(container);
    });
  });

  it('has no accessibility violations', async () => {
    const { container } = renderScreen(screens);
    await fillIn('shop');
    await waitFor(() => expect(check()).toHaveTextContent('This would be accepted'));
    await expectAccessible(container);
  });
});
