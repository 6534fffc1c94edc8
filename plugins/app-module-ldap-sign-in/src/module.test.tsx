import { ConfigReader } from '@backstage/config';
import { configApiRef, discoveryApiRef } from '@backstage/core-plugin-api';
import { createApp } from '@backstage/frontend-defaults';
import {
  coreExtensionData,
  createExtension,
  createFrontendModule,
  type FrontendFeature,
} from '@backstage/frontend-plugin-api';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { render, screen } from '@testing-library/react';
import signIn, { LdapSignInPage } from '.';

const banner = createFrontendModule({
  pluginId: 'app',
  extensions: [
    createExtension({
      name: 'banner',
      attachTo: { id: 'sign-in-page:app', input: 'banner' },
      output: [coreExtensionData.reactElement],
      factory: () => [coreExtensionData.reactElement(<p>Keep calm</p>)],
    }),
  ],
});

const config = {
  app: { title: 'Northwind', baseUrl: 'http://localhost' },
  backend: { baseUrl: 'http://localhost' },
};

function openApp(features: FrontendFeature[]) {
  const configLoader = async () => ({ config: new ConfigReader(config) });
  render(createApp({ features, advanced: { configLoader } }).createRoot());
}

describe('the sign-in page', () => {
  it('stands before the app, under its name', async () => {
    openApp([signIn]);
    expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeInTheDocument();
    expect(screen.getByText('Northwind')).toBeInTheDocument();
  });

  it('shows what the app attaches instead of the name', async () => {
    openApp([signIn, banner]);
    expect(await screen.findByText('Keep calm')).toBeInTheDocument();
    expect(screen.queryByText('Northwind')).not.toBeInTheDocument();
  });

  it('is a component for apps of the old frontend system', async () => {
    await renderInTestApp(
      <TestApiProvider
        apis={[
          [configApiRef, new ConfigReader(config)],
          [discoveryApiRef, { getBaseUrl: async () => 'http://localhost/api/auth' }],
        ]}
      >
        <LdapSignInPage onSignInSuccess={() => {}} />
      </TestApiProvider>,
    );
    expect(screen.getByLabelText('User name')).toHaveFocus();
  });
});
