import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { createExtensionTester, renderTestApp } from '@backstage/frontend-test-utils';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Route, Routes } from 'react-router-dom';
import infraPlugin, { infraApiRef } from '.';
import { createInfraApi } from './api';
import { fakeNetwork } from './__testUtils__/render';
import { formFields } from './extensions/formFields';
import * as oldSystem from './legacy';
import * as oldSystemFields from './oldsystem/formFields';

fakeNetwork();

const SCREENS = [
  ['overview', 'Overview'],
  ['resources', 'Resources'],
  ['workflows', 'Workflows'],
  ['batches', 'Batches'],
  ['schedules', 'Schedules'],
  ['request', 'Request a resource'],
  ['blueprints', 'Blueprints'],
  ['approvals', 'Approvals'],
  ['allocations', 'Allocations'],
  ['inventory', 'Inventory'],
  ['organisation', 'Organisation'],
  ['types', 'Resource types'],
  ['integrations', 'Integrations'],
  ['clouds', 'Clouds'],
  ['audit', 'Audit'],
] as const;

const FIELD_NAMES = [
  'InfraUnitPicker',
  'InfraSitePicker',
  'InfraResourceForm',
  'InfraQuotaPreview',
  'InfraCloudPicker',
  'InfraCloudServicePicker',
  'InfraCredentialsPicker',
  'InfraRepositoryPicker',
];

describe('in an app of the new frontend system', () => {
  it.each(SCREENS)('/infra/%s shows %s', async (path, title) => {
    renderTestApp({ features: [infraPlugin], initialRouteEntries: [`/infra/${path}`] });
    expect(await screen.findByRole('heading', { name: title, level: 2 })).toBeInTheDocument();
  });

  it('/infra leads to the overview', async () => {
    renderTestApp({ features: [infraPlugin], initialRouteEntries: ['/infra'] });
    expect(await screen.findByRole('heading', { name: 'Overview', level: 2 })).toBeInTheDocument();
  });

  it('provides tabs, cards and a widget', () => {
    const ids = [
      'entity-content:infra/infrastructure',
      'entity-content:infra/allocation',
      'entity-content:infra/deployment',
      'entity-card:infra/quota',
      'entity-card:infra/resource-state',
      'entity-card:infra/last-run',
      'entity-card:infra/argocd',
      'home-page-widget:infra/infrastructure',
    ] as const;
    for (const id of ids) expect(infraPlugin.getExtension(id)).toBeDefined();
  });

  it.each(formFields.map((extension, index) => [FIELD_NAMES[index], extension] as const))(
    'provides the template field %s',
    async (name, extension) => {
      const load = createExtensionTester(extension).get(
        FormFieldBlueprint.dataRefs.formFieldLoader,
      );
      expect(await load()).toMatchObject({ name });
    },
  );
});

describe('in an app of the old frontend system', () => {
  const infraApi = createInfraApi({
    discoveryApi: { getBaseUrl: async id => `http://backend.test/api/${id}` },
    fetchApi: { fetch: (input, init) => fetch(input, init) },
  });

  it('provides its API', () => {
    const ids = [...oldSystem.infraPlugin.getApis()].map(({ api }) => api.id);
    expect(ids).toEqual([infraApiRef.id]);
  });

  const open = (path: string) =>
    renderInTestApp(
      <TestApiProvider apis={[[infraApiRef, infraApi]]}>
        <Routes>
          <Route path="/infra" element={<oldSystem.InfraPage />}>
            <Route path="*" element={<></>} />
          </Route>
        </Routes>
      </TestApiProvider>,
      {
        routeEntries: [path],
        mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      },
    );

  it.each(SCREENS)('/infra/%s shows %s', async (path, title) => {
    await open(`/infra/${path}`);
    expect(await screen.findByRole('heading', { name: title, level: 2 })).toBeInTheDocument();
  });

  it('has every template field in the lines of the installation', () => {
    const lines = readFileSync(join(__dirname, '../../../docs/install.md'), 'utf8');
    for (const name of Object.keys(oldSystemFields)) expect(lines).toContain(`<${name} />`);
  });

  it('has the pages of a group above the screen, not beside it', async () => {
    await open('/infra/workflows');
    const title = await screen.findByRole('heading', { name: 'Workflows', level: 2 });
    const pages = screen.getByRole('link', { name: 'Batches' }).closest('nav');
    expect(pages?.parentElement).toBe(title.closest('article')?.parentElement);
    expect(pages?.parentElement?.tagName).not.toBe('MAIN');
  });

  it('has a tab for each group of screens', async () => {
    await open('/infra');
    expect(await screen.findByRole('heading', { name: 'Overview', level: 2 })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('tab', { name: 'Quota' }));
    expect(
      await screen.findByRole('heading', { name: 'Allocations', level: 2 }),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('tab', { name: 'Resources' }));
    await userEvent.click(await screen.findByRole('link', { name: 'web' }));
    expect(await screen.findByRole('heading', { name: 'web', level: 2 })).toBeInTheDocument();
  });
});

it('both systems share one API reference, so an app can replace it in either', () => {
  expect(oldSystem.infraApiRef).toBe(infraApiRef);
});
