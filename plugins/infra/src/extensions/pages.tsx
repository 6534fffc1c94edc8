import { PageBlueprint, SubPageBlueprint } from '@backstage/frontend-plugin-api';
import InfrastructureIcon from '@material-ui/icons/Storage';
import { rootRouteRef } from '../routes';
import type { ReactElement } from 'react';
import { withQueries } from '../withQueries';

/** The app's frame around a sub-page has no main landmark of its own. */
const inMain = (screen: ReactElement) => <main>{withQueries(screen)}</main>;

const page = PageBlueprint.make({
  params: {
    path: '/infra',
    title: 'Infrastructure',
    icon: <InfrastructureIcon fontSize="inherit" />,
    routeRef: rootRouteRef,
  },
});

const overview = SubPageBlueprint.make({
  name: 'overview',
  params: {
    path: 'overview',
    title: 'Overview',
    loader: () =>
      import('../infrastructure/OverviewScreen').then(m => inMain(<m.OverviewScreen />)),
  },
});

const resources = SubPageBlueprint.make({
  name: 'resources',
  params: {
    path: 'resources',
    title: 'Resources',
    loader: () => import('../resources/ResourceRoutes').then(m => inMain(<m.ResourceRoutes />)),
  },
});

const request = SubPageBlueprint.make({
  name: 'request',
  params: {
    path: 'request',
    title: 'Request',
    loader: () => import('../request/RequestScreen').then(m => inMain(<m.RequestScreen />)),
  },
});

const approvals = SubPageBlueprint.make({
  name: 'approvals',
  params: {
    path: 'approvals',
    title: 'Approvals',
    loader: () => import('../approvals/ApprovalRoutes').then(m => inMain(<m.ApprovalRoutes />)),
  },
});

const allocations = SubPageBlueprint.make({
  name: 'allocations',
  params: {
    path: 'allocations',
    title: 'Allocations',
    loader: () =>
      import('../allocations/AllocationsScreen').then(m => inMain(<m.AllocationsScreen />)),
  },
});

const inventory = SubPageBlueprint.make({
  name: 'inventory',
  params: {
    path: 'inventory',
    title: 'Inventory',
    loader: () => import('../inventory/InventoryScreen').then(m => inMain(<m.InventoryScreen />)),
  },
});

const organisation = SubPageBlueprint.make({
  name: 'organisation',
  params: {
    path: 'organisation',
    title: 'Organisation',
    loader: () =>
      import('../organisation/OrganisationScreen').then(m => inMain(<m.OrganisationScreen />)),
  },
});

const types = SubPageBlueprint.make({
  name: 'types',
  params: {
    path: 'types',
    title: 'Resource types',
    loader: () => import('../types/TypeRoutes').then(m => inMain(<m.TypeRoutes />)),
  },
});

const integrations = SubPageBlueprint.make({
  name: 'integrations',
  params: {
    path: 'integrations',
    title: 'Integrations',
    loader: () =>
      import('../integrations/IntegrationsScreen').then(m => inMain(<m.IntegrationsScreen />)),
  },
});

const audit = SubPageBlueprint.make({
  name: 'audit',
  params: {
    path: 'audit',
    title: 'Audit',
    loader: () => import('../audit/AuditScreen').then(m => inMain(<m.AuditScreen />)),
  },
});

export const pages = [
  page,
  overview,
  resources,
  request,
  approvals,
  allocations,
  inventory,
  organisation,
  types,
  integrations,
  audit,
];
