import { createApp } from '@backstage/frontend-defaults';
import { homeModule } from './modules/home';
import { navModule } from './modules/nav';
import { signInModule } from './modules/signIn';
import { themeModule } from './modules/theme';

/** Plugins come by discovery (`app.packages` in app-config.yaml); what is the app's own is here. */
export default createApp({
  features: [signInModule, themeModule, navModule, homeModule],
});
