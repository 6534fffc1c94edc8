import { Form, type FormFieldExtensionData } from '@backstage/plugin-scaffolder-react/alpha';
import type { JsonObject } from '@backstage/types';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import validator from '@rjsf/validator-ajv8';
import { type ComponentProps, useState } from 'react';
import { createInfraApi, infraApiRef } from '../api';
import { FakeInfra } from '../__testUtils__';
import { chooseFrom } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { wishOf } from './formData';
import { QuotaPreview } from './QuotaPreview';
import { ResourceForm } from './ResourceForm';
import { SitePicker } from './SitePicker';
import { UnitPicker } from './UnitPicker';
import { validateQuota, validateUnit } from './validations';

const network = fakeNetwork();

const FIELDS = {
  InfraUnitPicker: UnitPicker,
  InfraSitePicker: SitePicker,
  InfraResourceForm: ResourceForm,
  InfraQuotaPreview: QuotaPreview,
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
      team: network.world.org.named('Checkout').unit.id,
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

  it('leaves to the other fields what they miss', async () => {
    const backend = new FakeInfra();
    expect(await errorsOf(backend, { ...data, name: 'Not A Name' })).toEqual([]);
    expect(backend.callsOf('createResource')).toHaveLength(0);
  });

  it('asks for the id of a unit', () => {
    const addError = jest.fn();
    const field = { addError } as unknown as Parameters<
      NonNullable<FormFieldExtensionData['validation']>
    >[1];
    const context = {} as Parameters<typeof validateUnit>[2];
    validateUnit('checkout', field, context);
    expect(addError).toHaveBeenCalledWith('must be the id of a unit');
    addError.mockClear();
    validateUnit(teamId, field, context);
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
      unitId: 'x',
      site: undefined,
      variables: {},
    });
  });
});
