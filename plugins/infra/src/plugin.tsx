import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import InfrastructureIcon from '@material-ui/icons/Storage';
import { apis } from './extensions/apis';
import { entityExtensions } from './extensions/entity';
import { formFields } from './extensions/formFields';
import { homeExtensions } from './extensions/home';
import { pages } from './extensions/pages';
import {
  allocationsRouteRef,
  approvalRouteRef,
  approvalsRouteRef,
  auditRouteRef,
  editResourceRouteRef,
  importTypeRouteRef,
  integrationsRouteRef,
  inventoryRouteRef,
  organisationRouteRef,
  overviewRouteRef,
  requestRouteRef,
  resourceRouteRef,
  resourcesRouteRef,
  rootRouteRef,
  typeRouteRef,
  typesRouteRef,
} from './routes';

/** Bailiwick for apps of the new frontend system. */
export const infraPlugin = createFrontendPlugin({
  pluginId: 'infra',
  title: 'Infrastructure',
  icon: <InfrastructureIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: rootRouteRef,
    overview: overviewRouteRef,
    resources: resourcesRouteRef,
    resource: resourceRouteRef,
    editResource: editResourceRouteRef,
    request: requestRouteRef,
    approvals: approvalsRouteRef,
    approval: approvalRouteRef,
    allocations: allocationsRouteRef,
    inventory: inventoryRouteRef,
    organisation: organisationRouteRef,
    types: typesRouteRef,
    type: typeRouteRef,
    importType: importTypeRouteRef,
    integrations: integrationsRouteRef,
    audit: auditRouteRef,
  },
  extensions: [...apis, ...pages, ...entityExtensions, ...homeExtensions, ...formFields],
});
