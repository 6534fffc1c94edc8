import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ResourceType } from '@bailiwick/backstage-plugin-infra-common';
import { projectType, sketchSecret } from '../../__testUtils__';
import { expectAccessible } from '../../__testUtils__/accessibility';
import { chooseFrom } from '../../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../../__testUtils__/render';
import { RequestScreen } from '../RequestScreen';

const network = fakeNetwork();

const text = { type: 'string' };
const rootModule: ResourceType = {
  ...projectType,
  name: 'root-module',
  title: 'Root module',
  readsModules: true,
  siteRequired: false,
  versions: [
    {
      version: '1',
      lifecycle: 'active',
      schema: {
        type: 'object',
        required: ['repository'],
        additionalProperties: false,
        properties: {
          repository: { ...text, restricted: true },
          ref: { ...text, restricted: true },
          folder: { ...text, restricted: true },
          commit: { ...text, restricted: true },
          values: { type: 'object', default: {} },
          cpu: { type: 'integer', title: 'Cores', default: 0 },
        },
      },
    },
  ],
};

const lastRequest = () => network.backend.callsOf('createResource').at(-1)?.body;
const button = (name: string) => screen.getByRole('button', { name });

const fill = (label: RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

async function open() {
  const view = renderScreen(<RequestScreen />);
  await userEvent.type(await screen.findByLabelText(/^Team/), 'Checkout');
  await userEvent.click(await screen.findByRole('option', { name: /Checkout/ }));
  fill(/^Name/, 'stack');
  fill(/^Repository/, 'https://git.example/stacks');
  return view;
}

async function chooseNetwork() {
  await userEvent.click(button('Read the repository'));
  await screen.findByText(/There is no module in this folder/);
  await chooseFrom(await screen.findByLabelText(/^Folder/), 'network');
  await screen.findByText('Values of the module');
}

describe('The form of a root module', () => {
  beforeEach(() => {
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
    network.world.types = [rootModule];
    network.world.secrets = [
      sketchSecret(1, 'dns-token', network.world.org.named('Checkout').unit.id),
    ];
    const properties = {
      zone: { type: 'string', description: 'Which one.' },
      token: { sensitive: true },
    };
    network.world.modules = {
      network: {
        schema: { type: 'object', properties, required: ['zone'], additionalProperties: false },
        outputs: [{ name: 'address', sensitive: false }],
      },
      empty: { schema: { type: 'object', properties: {} }, outputs: [] },
    };
  });

  it('asks nothing about an address that is still being typed', async () => {
    await open();
    expect(button('Request')).toHaveAccessibleDescription(
      'Read the repository and choose a folder with a module first',
    );
    expect(network.backend.callsOf('createResource')).toHaveLength(0);
    expect(network.backend.callsOf('readModule')).toHaveLength(0);
  });

  it('makes a form of the variables of the module, and requests the commit that was read', async () => {
    const { container } = await open();
    await chooseNetwork();
    fill(/zone/, 'north');
    await chooseFrom(screen.getByLabelText(/token/), 'dns-token');
    expect(screen.getByText('It has these outputs: address.')).toBeInTheDocument();
    await expectAccessible(container);
    await waitFor(() =>
      expect(lastRequest()).toMatchObject({
        dryRun: true,
        variables: {
          repository: 'https://git.example/stacks',
          folder: 'network',
          commit: 'c'.repeat(40),
          values: { zone: 'north', token: { $secret: 'dns-token' } },
          cpu: 0,
        },
      }),
    );
    // The folder was looked for in the commit that was read before.
    expect(network.backend.callsOf('readModule').at(-1)?.body).toMatchObject({
      variables: { folder: 'network', commit: 'c'.repeat(40) },
    });
  });

  it('wants to be read again once the repository is another', async () => {
    await open();
    await chooseNetwork();
    fill(/^Repository/, 'https://git.example/others');
    expect(screen.queryByText('Values of the module')).not.toBeInTheDocument();
    expect(button('Read the repository')).toBeInTheDocument();
    expect(button('Request')).toHaveAccessibleDescription(/^Read the repository/);
  });

  it('says at its field what is wrong', async () => {
    await open();
    fill(/^Branch or tag/, 'nowhere');
    await userEvent.click(button('Read the repository'));
    expect(await screen.findByText('is neither a branch nor a tag')).toBeInTheDocument();
    expect(screen.getByLabelText(/^Branch or tag/)).toBeInvalid();
  });

  it('says to others who chooses', async () => {
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
    renderScreen(<RequestScreen />);
    const form = await screen.findByRole('form', { name: 'Request a resource' });
    await waitFor(() => expect(within(form).getByLabelText(/^Repository/)).toBeDisabled());
    expect(
      within(form).getByRole('button', { name: 'Read the repository' }),
    ).toHaveAccessibleDescription('Only an administrator can set this');
  });
});
