import { coreExtensionData, PageBlueprint, SubPageBlueprint } from '@backstage/frontend-plugin-api';
import InfrastructureIcon from '@material-ui/icons/Storage';
import type { ReactElement } from 'react';
import { rootRouteRef } from '../routes';
import { withQueries } from '../withQueries';

const TITLE = 'Infrastructure';

/** The app's frame around a sub-page has no main landmark of its own. */
const inMain = (screen: ReactElement) => <main>{withQueries(screen)}</main>;

/** Its sub-pages stand in groups, because there are more of them than fit beside each other. */
const page = PageBlueprint.makeWithOverrides({
  factory: (originalFactory, { inputs }) =>
    originalFactory({
      path: '/infra',
      title: TITLE,
      icon: <InfrastructureIcon fontSize="inherit" />,
      routeRef: rootRouteRef,
      // The header is part of what is loaded, for its tabs are the groups.
      noHeader: true,
      loader: async () => {
        const { GroupedPages } = await import('../navigation/GroupedPages');
        const pagesOf = inputs.pages.map(input => {
          const path = input.get(coreExtensionData.routePath);
          const title = input.get(coreExtensionData.title) ?? path;
          return { path, title, element: input.get(coreExtensionData.reactElement) };
        });
        return (
          <GroupedPages
            title={TITLE}
            icon={<InfrastructureIcon fontSize="inherit" />}
            pages={pagesOf}
          />
        );
      },
    }),
});

/** A page below `/infra`; in which group it stands is said in `navigation/groups.ts`. */
const subPage = <Path extends string>(
  path: Path,
  title: string,
  load: () => Promise<ReactElement>,
) =>
  SubPageBlueprint.make({ name: path, params: { path, title, loader: () => load().then(inMain) } });

export const pages = [
  page,
  subPage('overview', 'Overview', () =>
    import('../infrastructure/OverviewScreen').then(m => <m.OverviewScreen />),
  ),
  subPage('resources', 'Resources', () =>
    import('../resources/ResourceRoutes').then(m => <m.ResourceRoutes />),
  ),
  subPage('workflows', 'Workflows', () =>
    import('../workflows/WorkflowRoutes').then(m => <m.WorkflowRoutes />),
  ),
  subPage('batches', 'Batches', () =>
    import('../batches/BatchRoutes').then(m => <m.BatchRoutes />),
  ),
  subPage('schedules', 'Schedules', () =>
    import('../schedules/SchedulesScreen').then(m => <m.SchedulesScreen />),
  ),
  subPage('request', 'Request', () =>
    import('../request/RequestScreen').then(m => <m.RequestScreen />),
  ),
  subPage('blueprints', 'Blueprints', () =>
    import('../blueprints/BlueprintRoutes').then(m => <m.BlueprintRoutes />),
  ),
  subPage('approvals', 'Approvals', () =>
    import('../approvals/ApprovalRoutes').then(m => <m.ApprovalRoutes />),
  ),
  subPage('allocations', 'Allocations', () =>
    import('../allocations/AllocationsScreen').then(m => <m.AllocationsScreen />),
  ),
  subPage('inventory', 'Inventory', () =>
    import('../inventory/InventoryScreen').then(m => <m.InventoryScreen />),
  ),
  subPage('organisation', 'Organisation', () =>
    import('../organisation/OrganisationScreen').then(m => <m.OrganisationScreen />),
  ),
  subPage('types', 'Resource types', () =>
    import('../types/TypeRoutes').then(m => <m.TypeRoutes />),
  ),
  subPage('integrations', 'Integrations', () =>
    import('../integrations/IntegrationsScreen').then(m => <m.IntegrationsScreen />),
  ),
  subPage('workspaces', 'Workspaces', () =>
    import('../workspaces/WorkspaceRoutes').then(m => <m.WorkspaceRoutes />),
  ),
  subPage('clouds', 'Clouds', () => import('../clouds/CloudRoutes').then(m => <m.CloudRoutes />)),
  subPage('audit', 'Audit', () => import('../audit/AuditScreen').then(m => <m.AuditScreen />)),
];
