import {
  coreExtensionData,
  createExtension,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { SignInBanner } from './SignInBanner';

const banner = createExtension({
  name: 'sign-in-banner',
  attachTo: { id: 'sign-in-page:app', input: 'banner' },
  output: [coreExtensionData.reactElement],
  factory: () => [coreExtensionData.reactElement(<SignInBanner />)],
});

/** The portal's face on the sign-in page, which comes by discovery. */
export const signInModule = createFrontendModule({ pluginId: 'app', extensions: [banner] });
