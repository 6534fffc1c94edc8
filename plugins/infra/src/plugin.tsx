import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import InfrastructureIcon from '@material-ui/icons/Storage';
import { apis } from './extensions/apis';
import { entityExtensions } from './extensions/entity';
import { formFields } from './extensions/formFields';
import { homeExtensions } from './extensions/home';
import { pages } from './extensions/pages';
import { infraRoutes } from './routes';

/** Bailiwick for apps of the new frontend system. */
export const infraPlugin = createFrontendPlugin({
  pluginId: 'infra',
  title: 'Infrastructure',
  icon: <InfrastructureIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: infraRoutes,
  extensions: [...apis, ...pages, ...entityExtensions, ...homeExtensions, ...formFields],
});
