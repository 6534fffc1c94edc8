import {
  type ResourceType,
  resourceTypeDefinitionSchema,
} from '@bailiwick/backstage-plugin-infra-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { projectType } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { chooseFrom, press } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { TypeRoutes } from './TypeRoutes';

const network = fakeNetwork();

const screens = (
  <Routes>
    <Route path="/infra/types/*" element={<TypeRoutes />} />
  </Routes>
);

const open = (path = '') => renderScreen(screens, { at: `/infra/types${path}` });
const dialog = async () => within(await screen.findByRole('dialog'));
const region = (name: string) => screen.findByRole('region', { name });

const bucket: ResourceType = {
  ...projectType,
  name: 'bucket',
  title: 'Bucket',
  builtIn: false,
  origin: 'api' as const,
  provisioner: 'opentofu',
  documentation: 'A **bucket** for files.',
  cost: { cpu: 1, ramGb: 'variables.size * 2' },
  approval: {
    order: 'sequential' as const,
    kinds: ['create' as const, 'destroy' as const],
    autoApprove: 'cost.cpu <= 4',
    steps: [{ title: 'Department', approvers: { role: 'dept_admin' as const }, needed: 2 }],
  },
  policies: [{ name: 'Small', expression: 'variables.size < 10', message: 'Ask for less than 10' }],
  versions: [
    {
      version: '1.0.0',
      lifecycle: 'deprecated' as const,
      resources: 3,
      schema: { type: 'object', properties: {} },
    },
    {
      version: '2.0.0',
      lifecycle: 'active' as const,
      resources: 0,
      source: { source: { kind: 'git', url: 'https://git.test/bucket.git', commit: 'abc123' } },
      schema: {
        type: 'object',
        required: ['size'],
        properties: {
          size: { type: 'integer', title: 'Size', frozen: true, default: 5 },
          key: { type: 'string', sensitive: true, restricted: true },
          vpc: { type: 'string', from: 'network.id' },
        },
      },
      outputs: [{ name: 'arn', description: 'Its name at AWS', sensitive: true }],
    },
  ],
};

const proposal = resourceTypeDefinitionSchema.parse({
  name: 'queue',
  title: 'Queue',
  provisioner: 'opentofu',
  versions: [
    {
      version: 'v1.2.0',
      schema: { type: 'object', properties: { depth: { type: 'integer' } } },
      settings: { source: { kind: 'git', url: 'https://git.test/queue.git', commit: 'abc' } },
    },
  ],
});

beforeEach(() => {
  network.world.types = [projectType, bucket];
  network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
});

describe('TypesScreen', () => {
  it('shows what there is, where it comes from and its versions', async () => {
    open();
    const table = await screen.findByRole('table', { name: 'Resource types' });
    expect(within(table).getByRole('row', { name: /Bucket/ })).toHaveTextContent(
      'an administratoropentofu2.0.0active01.0.0deprecated3Enabled',
    );
    expect(within(table).getByRole('row', { name: /Project/ })).toHaveTextContent(
      'Bailiwick itself',
    );
  });

  it('says who may import', async () => {
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
    open();
    await screen.findByRole('table');
    expect(screen.getByRole('button', { name: 'Import a type' })).toHaveAccessibleDescription(
      'Only an administrator changes resource types',
    );
  });

  it('tells loading, empty, forbidden and failed apart', async () => {
    network.backend.stall('listResourceTypes');
    const loading = open();
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    loading.unmount();
    network.backend.on('listResourceTypes', () => ({ items: [] }));
    const empty = open();
    expect(await screen.findByText('There is no resource type yet')).toBeInTheDocument();
    empty.unmount();
    network.backend.fail('listResourceTypes', 'FORBIDDEN', 'no');
    const forbidden = open();
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    forbidden.unmount();
    network.backend.on('listResourceTypes', () => {
      throw new Error('boom');
    });
    open();
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });
});

describe('TypeScreen', () => {
  it('shows its documentation, its rules and its approval in words', async () => {
    open('/bucket');
    expect(await screen.findByRole('heading', { name: 'Bucket' })).toBeInTheDocument();
    expect(await region('Documentation')).toHaveTextContent('A bucket for files.');
    expect(await region('Details')).toHaveTextContent('1 cores, variables.size * 2 GiB');
    const approval = await region('Approval');
    expect(approval).toHaveTextContent('Asked for: setting up, destroying.');
    expect(approval).toHaveTextContent(
      'Department: department administrator in charge of the team, 2 different people',
    );
    expect(approval).toHaveTextContent('Nobody is asked where cost.cpu <= 4.');
    expect(await region('Rules')).toHaveTextContent('Ask for less than 10');
  });

  it('shows a version with its variables and outputs, and others on demand', async () => {
    open('/bucket');
    const variables = await screen.findByRole('table', { name: 'Variables of version 2.0.0' });
    const row = (name: RegExp) => within(variables).getByRole('row', { name });
    expect(row(/^size/)).toHaveTextContent('sizeSizeinteger5required, fixed once in use');
    expect(row(/^key/)).toHaveTextContent('from a secret, only administrators');
    expect(row(/^vpc/)).toHaveTextContent('from network.id');
    expect(screen.getByRole('table', { name: 'Outputs of version 2.0.0' })).toHaveTextContent(
      'arn',
    );
    expect(await region('Version 2.0.0')).toHaveTextContent('abc123');
    await press('Show version 1.0.0');
    expect(await screen.findByText('It has no variables.')).toBeInTheDocument();
  });

  it('moves a version on in its life', async () => {
    open('/bucket');
    await press('Change lifecycle of version 1.0.0');
    const box = await dialog();
    await chooseFrom(box.getByLabelText('Lifecycle'), 'archived');
    await userEvent.type(box.getByLabelText(/^What breaks/), 'Gone in May');
    await userEvent.click(box.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(network.backend.callsOf('updateTypeVersion')[0]?.body).toEqual({
        lifecycle: 'archived',
        note: 'Gone in May',
      }),
    );
    await waitFor(() => expect(screen.getByText('archived')).toBeInTheDocument());
  });

  it('switches a type off, and on again', async () => {
    open('/bucket');
    await press('Disable');
    await userEvent.click((await dialog()).getByRole('button', { name: 'Disable' }));
    await waitFor(() => expect(screen.getByText('Disabled')).toBeInTheDocument());
    expect(await screen.findByRole('button', { name: 'Enable' })).toBeInTheDocument();
  });

  it('deletes what nothing has, and says what has it otherwise', async () => {
    network.world.resources = network.world.resources.map((one, index) =>
      index === 0 ? { ...one, type: 'bucket' } : one,
    );
    open('/bucket');
    await press('Delete');
    const box = await dialog();
    await userEvent.type(box.getByLabelText('Type bucket to confirm'), 'bucket');
    await userEvent.click(box.getByRole('button', { name: 'Delete' }));
    expect(await box.findByRole('alert')).toHaveTextContent('Still used by web');
    network.world.resources = [];
    await userEvent.click(box.getByRole('button', { name: 'Delete' }));
    expect(await screen.findByRole('table', { name: 'Resource types' })).not.toHaveTextContent(
      'Bucket',
    );
  });

  it('does not delete what comes from elsewhere, and says what is wrong with it', async () => {
    network.world.types = [
      { ...bucket, origin: 'file', problems: ['Its file has no version any more'] },
    ];
    open('/bucket');
    expect(await screen.findByRole('note')).toHaveTextContent('Its file has no version any more');
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Delete' })).toHaveAccessibleDescription(
        'It comes from elsewhere, and can only be removed there',
      ),
    );
  });

  it('tells not found apart', async () => {
    open('/nothing');
    expect(await screen.findByText('Not found')).toBeInTheDocument();
  });

  it('has no accessibility violations', async () => {
    const list = open();
    await screen.findByRole('table');
    await expectAccessible(list.container);
    list.unmount();
    const { container } = open('/bucket');
    await screen.findByRole('table', { name: 'Variables of version 2.0.0' });
    await expectAccessible(container);
  });
});

describe('ImportScreen', () => {
  const read = async () => {
    await userEvent.type(
      await screen.findByLabelText(/^Repository URL/),
      'https://git.test/queue.git',
    );
    await userEvent.type(screen.getByLabelText(/^Branch or tag/), 'v1.2.0');
    await press('Read the module');
  };

  it('reads a module, and creates what was made of it', async () => {
    network.world.proposal = { proposal, notes: ['The output url is not typed'] };
    open('/-/import');
    expect(
      await screen.findByRole('button', { name: 'Read the module' }),
    ).toHaveAccessibleDescription('Say first where the module is');
    await read();
    expect(await region('To look at')).toHaveTextContent('The output url is not typed');
    expect(network.backend.callsOf('importResourceType')[0].body).toEqual({
      provisioner: 'opentofu',
      source: { kind: 'git', url: 'https://git.test/queue.git', ref: 'v1.2.0' },
    });
    const title = await screen.findByLabelText(/^Title \*|^Title$/);
    await userEvent.clear(title);
    await userEvent.type(title, 'Message queue');
    const cores = screen.getByLabelText(/^Cores/);
    await userEvent.clear(cores);
    await userEvent.type(cores, 'variables.depth * 2');
    await userEvent.click(screen.getByLabelText('Somebody has to approve it'));
    await chooseFrom(screen.getByLabelText('Who decides'), 'field administrator');
    await userEvent.click(screen.getByLabelText('Only administrators set depth'));
    await userEvent.type(screen.getByLabelText('Title of depth'), 'Depth');
    await press('Create the type');
    expect(await screen.findByRole('heading', { name: 'Message queue' })).toBeInTheDocument();
    expect(network.backend.callsOf('createResourceType')[0].body).toMatchObject({
      name: 'queue',
      title: 'Message queue',
      cost: { cpu: 'variables.depth * 2', ramGb: 0 },
      approval: { steps: [{ title: 'Approval', approvers: { role: 'field_admin' }, needed: 1 }] },
      versions: [
        {
          version: 'v1.2.0',
          schema: {
            properties: { depth: { type: 'integer', restricted: true, title: 'Depth' } },
          },
        },
      ],
    });
  });

  it('says at the field what is wrong', async () => {
    network.world.proposal = { proposal, notes: [] };
    open('/-/import');
    await read();
    const version = await screen.findByLabelText(/^Version \*|^Version$/);
    await userEvent.clear(version);
    expect(version).toHaveAccessibleDescription('must not be empty');
    expect(screen.getByRole('button', { name: 'Create the type' })).toHaveAccessibleDescription(
      'Not everything is filled in',
    );
  });

  it('adds a version to a type that there is', async () => {
    network.world.proposal = { proposal: { ...proposal, name: 'bucket' }, notes: [] };
    open('/-/import?name=bucket');
    expect(await screen.findByLabelText(/^Name of the type/)).toHaveValue('bucket');
    await read();
    expect(await screen.findByText(/This becomes a new version of bucket/)).toBeInTheDocument();
    expect(screen.queryByLabelText(/^Cores/)).not.toBeInTheDocument();
    await press('Add the version');
    expect(await screen.findByRole('button', { name: 'Show version v1.2.0' })).toBeInTheDocument();
    expect(network.backend.callsOf('createResourceType')).toHaveLength(0);
  });

  it('adds no version to a type that has changed since, and keeps what was filled in', async () => {
    network.world.proposal = { proposal: { ...proposal, name: 'bucket' }, notes: [] };
    open('/-/import?name=bucket');
    await read();
    await userEvent.type(await screen.findByLabelText(/^What breaks/), 'Nothing');
    const tags = () =>
      network.backend.callsOf('createTypeVersion').map(({ headers }) => headers.get('if-match'));
    network.world.types = [projectType, { ...bucket, revision: 7 }];
    await press('Add the version');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'bucket has changed since you read it',
    );
    await press('Load what stands now');
    await waitFor(() => expect(screen.queryByRole('alert')).not.toBeInTheDocument());
    expect(screen.getByLabelText(/^What breaks/)).toHaveValue('Nothing');
    await press('Add the version');
    expect(await screen.findByRole('button', { name: 'Show version v1.2.0' })).toBeInTheDocument();
    expect(tags()).toEqual([`"${bucket.revision}"`, '"7"']);
  });

  it('takes a folder on the server as well', async () => {
    network.world.proposal = { proposal, notes: [] };
    open('/-/import');
    await chooseFrom(await screen.findByLabelText('Kind of source'), 'Folder on the server');
    await userEvent.type(screen.getByLabelText(/^Absolute path/), '/srv/modules/queue');
    await press('Read the module');
    await waitFor(() =>
      expect(network.backend.callsOf('importResourceType')[0]?.body).toMatchObject({
        source: { kind: 'folder', path: '/srv/modules/queue' },
      }),
    );
  });

  it('says why a module cannot be read', async () => {
    open('/-/import');
    await read();
    expect(await screen.findByRole('alert')).toHaveTextContent('The repository does not answer');
  });

  it('is for administrators', async () => {
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
    open('/-/import');
    expect(await screen.findByRole('note')).toHaveTextContent(
      'Only an administrator changes resource types',
    );
  });

  it('has no accessibility violations', async () => {
    network.world.proposal = { proposal, notes: ['Look'] };
    const { container } = open('/-/import');
    await read();
    await screen.findByRole('button', { name: 'Create the type' });
    await userEvent.click(screen.getByLabelText('Somebody has to approve it'));
    await expectAccessible(container);
  });
});
