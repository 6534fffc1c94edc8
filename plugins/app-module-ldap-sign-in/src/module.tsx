import {
  coreExtensionData,
  createExtensionInput,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint, type SignInPageProps } from '@backstage/plugin-app-react';

/** The page, with what an app may attach beside its form: `{ id: 'sign-in-page:app', input: 'banner' }`. */
const page = SignInPageBlueprint.makeWithOverrides({
  inputs: {
    banner: createExtensionInput([coreExtensionData.reactElement], {
      singleton: true,
      optional: true,
    }),
  },
  factory: (make, { inputs }) =>
    make({
      loader: async () => {
        const { LdapSignInPage } = await import('./LdapSignInPage');
        const banner = inputs.banner?.get(coreExtensionData.reactElement);
        return (props: SignInPageProps) => <LdapSignInPage {...props} banner={banner} />;
      },
    }),
});

/** Replaces the sign-in page of an app of the new frontend system. */
export const ldapSignInModule = createFrontendModule({ pluginId: 'app', extensions: [page] });
