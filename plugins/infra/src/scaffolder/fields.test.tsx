import { Form, type FormFieldExtensionData } from '@backstage/plugin-scaffolder-react/alpha';
import type { JsonObject } from '@backstage/types';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import validator from '@rjsf/validator-ajv8';
import { type ComponentProps, useState } from 'react';
import { createInfraApi, infraApiRef } from '../api';
import { FakeInfra, sketchCloud } from '../__testUtils__';
import { chooseFrom } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { CloudPicker } from './CloudPicker';
import { CloudServicePicker } from './CloudServicePicker';
import { wishOf } from './formData';
import { QuotaPreview } from './QuotaPreview';
import { RepositoryPicker } from './RepositoryPicker';
import { ResourceForm } from './ResourceForm';
import { SitePicker } from './SitePicker';
import { UnitPicker } from './UnitPicker';
import { validateQuota, validateRepository, validateUnit } from './validations';

const network = fakeNetwork();

const FIELDS = {
  InfraUnitPicker: UnitPicker,
  InfraSitePicker: SitePicker,
  InfraResourceForm: ResourceForm,
  InfraQuotaPreview: QuotaPreview,
  InfraCloudPicker: CloudPicker,
  InfraCloudServicePicker: CloudServicePicker,
  InfraRepositoryPicker: RepositoryPicker,
};

/** The form of the template "New project". */
const schema = {
  type: 'object' as const,
  properties: {
    team: { type: 'string' as const, title: 'Team' },
    site: { type: 'string' as const, title: 'Site' },
    name: { type: 'string' as const, title: 'Name' },
    variables: { type: 'object' as const, title: 'Size' },
    preview: { type: 'object' as const, title: 'What it takes' },
  },
};
const names = {
  nameField: 'name',
  unitField: 'team',
  siteField: 'site',
  variablesField: 'variables',
};
const uiSchema = {
  team: { 'ui:field': 'InfraUnitPicker' },
  site: { 'ui:field': 'InfraSitePicker', 'ui:options': { unitField: 'team' } },
  variables: { 'ui:field': 'InfraResourceForm', 'ui:options': { type: 'project' } },
  preview: { 'ui:field': 'InfraQuotaPreview', 'ui:options': { type: 'project', ...names } },
};

function TemplateForm({ onData }: { onData: (data: JsonObject) => void }) {
  const [data, setData] = useState<JsonObject>({});
  return (
    <Form
      schema={schema}
      uiSchema={uiSchema}
      fields={FIELDS as ComponentProps<typeof Form>['fields']}
      validator={validator}
      formData={data}
      formContext={{ formData: data }}
      onChange={({ formData }) => {
        setData(formData);
        onData(formData);
      }}
    />
  );
}

describe('the fields of a template', () => {
  it('fill in a request, and show what it would take', async () => {
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
    const onData = jest.fn();
    renderScreen(<TemplateForm onData={onData} />);
    expect(await screen.findByDisplayValue('Checkout')).toBeInTheDocument();
    await waitFor(() =>
      expect(onData).toHaveBeenLastCalledWith(
        expect.objectContaining({ variables: { slaType: 'bronze', performanceTier: 'regular' } }),
      ),
    );
    const preview = screen.getByRole('region', { name: 'What it takes' });
    expect(preview).toHaveTextContent('Once you have chosen');

    fireEvent.mouseDown(screen.getByLabelText('Site'));
    const option = await screen.findByRole('option', { name: /ams1/ });
    expect(option).toHaveTextContent('28 cores, 112 GiB free');
    await userEvent.click(option);
    fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'shop' } });
    await waitFor(() => expect(preview).toHaveTextContent('28 → 26 cores'));

    await chooseFrom(screen.getByLabelText(/Service level/), 'gold');
    await waitFor(() => expect(preview).toHaveTextContent('28 → 20 cores'));
    expect(onData.mock.lastCall?.[0]).toMatchObject({
      team: network.world.org.named('Checkout').unit.entityRef,
      site: 'ams1',
      name: 'shop',
      variables: { slaType: 'gold' },
    });
  });

  it('offer only teams for which one may request', async () => {
    network.world.signIn('user:default/mia', [{ role: 'member', unit: 'Checkout' }]);
    renderScreen(<TemplateForm onData={jest.fn()} />);
    await userEvent.type(await screen.findByLabelText('Team'), 'che');
    expect(await screen.findByText('Nothing matches')).toBeInTheDocument();
  });

  it('say when the template does not name a type', async () => {
    const Bare = () => (
      <Form
        schema={{ type: 'object', properties: { variables: { type: 'object' } } }}
        uiSchema={{ variables: { 'ui:field': 'InfraResourceForm' } }}
        fields={FIELDS as ComponentProps<typeof Form>['fields']}
        validator={validator}
      />
    );
    renderScreen(<Bare />);
    expect(await screen.findByText(/names no resource type/)).toBeInTheDocument();
  });
});

describe('the fields for clouds', () => {
  const cloudSchema = {
    type: 'object' as const,
    properties: {
      cloud: { type: 'string' as const, title: 'Cloud' },
      type: { type: 'string' as const, title: 'Service' },
      variables: { type: 'object' as const, title: 'Settings' },
    },
  };
  const cloudUi = {
    cloud: { 'ui:field': 'InfraCloudPicker' },
    type: { 'ui:field': 'InfraCloudServicePicker', 'ui:options': { cloudField: 'cloud' } },
    variables: { 'ui:field': 'InfraResourceForm', 'ui:options': { typeField: 'type' } },
  };
  function CloudForm({ onData, from = {} }: { onData: (data: JsonObject) => void; from?: object }) {
    const [data, setData] = useState<JsonObject>({ ...from });
    return (
      <Form
        schema={cloudSchema}
        uiSchema={cloudUi}
        fields={FIELDS as ComponentProps<typeof Form>['fields']}
        validator={validator}
        formData={data}
        formContext={{ formData: data }}
        onChange={({ formData }) => {
          setData(formData);
          onData(formData);
        }}
      />
    );
  }

  it('offer the services of the chosen cloud that can be requested, and then their settings', async () => {
    const [service] = sketchCloud('stratus', 'Stratus').services;
    network.world.clouds = [
      sketchCloud('cirrus', 'Cirrus', { services: [] }),
      sketchCloud('stratus', 'Stratus', {
        services: [
          { ...service, id: 'space', name: 'Space', resourceType: 'project' },
          { ...service, id: 'other', name: 'Not to be had', resourceType: undefined },
        ],
      }),
    ];
    const onData = jest.fn();
    renderScreen(<CloudForm onData={onData} />);
    expect(await screen.findByText('Choose a cloud first')).toBeInTheDocument();
    expect(screen.getByText('Choose what you want first')).toBeInTheDocument();
    await waitFor(() => expect(network.backend.callsOf('listClouds')).not.toHaveLength(0));
    await chooseFrom(screen.getByLabelText('Cloud'), /Stratus/);
    fireEvent.mouseDown(screen.getByLabelText('Service'));
    expect(await screen.findAllByRole('option')).toHaveLength(1);
    await userEvent.click(screen.getByRole('option', { name: /Space/ }));
    expect(await screen.findByLabelText(/Service level/)).toBeInTheDocument();
    expect(onData.mock.lastCall?.[0]).toMatchObject({ cloud: 'stratus', type: 'project' });
  });

  it('compare clouds for what the code of the chosen repository needs', async () => {
    network.world.clouds = [sketchCloud('cirrus', 'Cirrus'), sketchCloud('stratus', 'Stratus')];
    network.world.detection = {
      capabilities: [{ capability: 'storage', implied: false, places: [] }],
      ...{ operations: [], unserved: [], diagnostics: [], filesRead: 2 },
    };
    const onData = jest.fn();
    function NeedsForm() {
      const [data, setData] = useState<JsonObject>({});
      return (
        <>
          <button
            type="button"
            onClick={() => setData({ ...data, repoUrl: 'git.example:8443?owner=apps&repo=shop' })}
          >
            Name it
          </button>
          <Form
            schema={{ type: 'object', properties: { cloud: cloudSchema.properties.cloud } }}
            uiSchema={{
              cloud: {
                'ui:field': 'InfraCloudPicker',
                'ui:options': { repositoryField: 'repoUrl' },
              },
            }}
            fields={FIELDS as ComponentProps<typeof Form>['fields']}
            validator={validator}
            formData={data}
            formContext={{ formData: data }}
            onChange={({ formData }) => onData(formData)}
          />
        </>
      );
    }
    renderScreen(<NeedsForm />);
    expect(await screen.findByText('Name a repository first')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Name it' }));
    expect(await screen.findByRole('row', { name: /storage/ })).toBeInTheDocument();
    expect(network.backend.callsOf('detectInRepository')).toMatchObject([
      { body: { repository: 'https://git.example:8443/apps/shop' } },
    ]);
    await userEvent.click(await screen.findByRole('radio', { name: 'Stratus' }));
    expect(onData.mock.lastCall?.[0]).toMatchObject({ cloud: 'stratus' });
  });

  it('forget what was filled in for another type', async () => {
    const onData = jest.fn();
    const variables = { size: 'left from another', slaType: 'gold' };
    renderScreen(<CloudForm onData={onData} from={{ type: 'project', variables }} />);
    await waitFor(() =>
      expect(onData.mock.lastCall?.[0].variables).toEqual({
        ...{ slaType: 'gold', performanceTier: 'regular' },
      }),
    );
  });
});

describe('the field for a repository', () => {
  const onData = jest.fn();
  function RepositoryForm() {
    const [data, setData] = useState<JsonObject>({});
    return (
      <Form
        schema={{ type: 'object', properties: { repoUrl: { type: 'string', title: 'Where' } } }}
        uiSchema={{ repoUrl: { 'ui:field': 'InfraRepositoryPicker' } }}
        fields={FIELDS as ComponentProps<typeof Form>['fields']}
        validator={validator}
        formData={data}
        onChange={({ formData }) => {
          setData(formData);
          onData(formData);
        }}
      />
    );
  }
  const hosts = (...listed: (string | undefined)[]) => ({
    config: { integrations: { github: listed.map(host => ({ host })) } },
  });

  it('offers the configured hosts, and gives the address that actions take', async () => {
    renderScreen(<RepositoryForm />, hosts('git.example:8443', undefined));
    expect(await screen.findByLabelText('Git host')).toHaveTextContent('git.example:8443');
    await userEvent.type(screen.getByLabelText('Owner'), 'apps');
    await userEvent.type(screen.getByLabelText('Repository name'), 'shop');
    expect(onData.mock.lastCall?.[0]).toEqual({
      repoUrl: 'git.example:8443?owner=apps&repo=shop',
    });
    await chooseFrom(screen.getByLabelText('Git host'), 'github.com');
    expect(onData.mock.lastCall?.[0]).toEqual({ repoUrl: 'github.com?owner=apps&repo=shop' });
  });

  it('says that no host is configured', async () => {
    renderScreen(<RepositoryForm />);
    expect(await screen.findByText(/No git host is configured/)).toBeInTheDocument();
  });

  it.each([
    ['git.example?owner=apps&repo=shop', []],
    ['git.example?repo=shop', ['names no owner']],
    ['?owner=a&repo=', ['names no git host', 'names no repository']],
    ['git.example?owner=a%2Fb&repo=c', [expect.stringMatching(/^The owner may have letters/)]],
  ])('lets %s through only when it is whole', (value, problems) => {
    const addError = jest.fn();
    const field = { addError } as unknown as Parameters<typeof validateRepository>[1];
    validateRepository(value, field, {} as Parameters<typeof validateRepository>[2]);
    expect(addError.mock.calls.flat()).toEqual(problems);
  });
});

describe('validation', () => {
  const teamId = network.world.org.named('Checkout').unit.id;
  const data = { team: teamId, site: 'ams1', name: 'shop', variables: { slaType: 'bronze' } };

  async function errorsOf(backend: FakeInfra, formData: JsonObject): Promise<string[]> {
    const api = createInfraApi({
      discoveryApi: { getBaseUrl: async () => 'http://backend.test/api/infra' },
      fetchApi: { fetch: async (input, init) => backend.respond(new Request(input, init)) },
    });
    const addError = jest.fn();
    await validateQuota(undefined, { addError } as unknown as Parameters<typeof validateQuota>[1], {
      apiHolder: { get: ref => (ref.id === infraApiRef.id ? (api as never) : undefined) },
      formData,
      schema: {},
      uiSchema: { 'ui:options': { type: 'project', ...names } },
    });
    return addError.mock.calls.map(([message]) => message);
  }

  it('lets through what would be accepted', async () => {
    expect(await errorsOf(new FakeInfra(), data)).toEqual([]);
  });

  it('stops what would be refused, with the reason', async () => {
    const backend = new FakeInfra();
    backend.world.org.named('Checkout').used.set('ams1', { cpu: 50, ramGb: 0 });
    expect(await errorsOf(backend, data)).toEqual([
      'Team Checkout has 0 of cpu left at ams1; 2 were asked for',
    ]);
  });

  it('stops where it cannot be checked', async () => {
    const backend = new FakeInfra().fail(
      'createResource',
      'DATABASE_UNAVAILABLE',
      'The database is away',
    );
    expect(await errorsOf(backend, data)).toEqual(['The database is away']);
  });

  it('knows the unit by its Group', async () => {
    const backend = new FakeInfra();
    const team = backend.world.org.named('Checkout').unit.entityRef;
    expect(await errorsOf(backend, { ...data, team })).toEqual([]);
    const elsewhere = 'group:default/team-of-others';
    expect(await errorsOf(new FakeInfra(), { ...data, team: elsewhere })).toEqual([
      `There is no unit ${elsewhere} that you may use`,
    ]);
  });

  it('leaves to the other fields what they miss', async () => {
    const backend = new FakeInfra();
    expect(await errorsOf(backend, { ...data, name: 'Not A Name' })).toEqual([]);
    expect(backend.callsOf('createResource')).toHaveLength(0);
  });

  it('asks for the Group or the id of a unit', () => {
    const addError = jest.fn();
    const field = { addError } as unknown as Parameters<
      NonNullable<FormFieldExtensionData['validation']>
    >[1];
    const context = {} as Parameters<typeof validateUnit>[2];
    validateUnit('checkout', field, context);
    expect(addError).toHaveBeenCalledWith('must be the Group or the id of a unit');
    addError.mockClear();
    validateUnit(teamId, field, context);
    validateUnit('group:default/team-checkout', field, context);
    expect(addError).not.toHaveBeenCalled();
  });
});

describe('wishOf', () => {
  it('takes what is well formed, from the fields that are named', () => {
    expect(
      wishOf(
        { a: 'shop', b: 'x', c: 'not a site', d: ['no object'] },
        { nameField: 'a', unitField: 'b', siteField: 'c', variablesField: 'd' },
      ),
    ).toEqual({
      name: 'shop',
      unit: 'x',
      site: undefined,
      variables: {},
    });
  });
});
