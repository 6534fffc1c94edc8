import { Header, HeaderTabs, Page } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import { Navigate, Route, Routes, useNavigate } from 'react-router-dom';
import { AllocationsScreen } from '../allocations/AllocationsScreen';
import { InfraQueries } from '../api';
import { ApprovalRoutes } from '../approvals/ApprovalRoutes';
import { AuditScreen } from '../audit/AuditScreen';
import { BatchRoutes } from '../batches/BatchRoutes';
import { BlueprintRoutes } from '../blueprints/BlueprintRoutes';
import { CloudRoutes } from '../clouds/CloudRoutes';
import { OverviewScreen } from '../infrastructure/OverviewScreen';
import { IntegrationsScreen } from '../integrations/IntegrationsScreen';
import { InventoryScreen } from '../inventory/InventoryScreen';
import { SubNavigation } from '../navigation/SubNavigation';
import { useNavigation } from '../navigation/useNavigation';
import { OrganisationScreen } from '../organisation/OrganisationScreen';
import { RequestScreen } from '../request/RequestScreen';
import { ResourceRoutes } from '../resources/ResourceRoutes';
import { SchedulesScreen } from '../schedules/SchedulesScreen';
import { useText } from '../translations';
import { TypeRoutes } from '../types/TypeRoutes';
import { WorkflowRoutes } from '../workflows/WorkflowRoutes';
import { WorkspaceRoutes } from '../workspaces/WorkspaceRoutes';

const SCREENS = [
  { path: 'overview', title: 'overview.title', element: <OverviewScreen /> },
  { path: 'resources', title: 'resources.title', element: <ResourceRoutes /> },
  { path: 'workflows', title: 'workflows.title', element: <WorkflowRoutes /> },
  { path: 'batches', title: 'batches.title', element: <BatchRoutes /> },
  { path: 'schedules', title: 'schedules.title', element: <SchedulesScreen /> },
  { path: 'request', title: 'request.tab', element: <RequestScreen /> },
  { path: 'blueprints', title: 'blueprints.title', element: <BlueprintRoutes /> },
  { path: 'approvals', title: 'approvals.title', element: <ApprovalRoutes /> },
  { path: 'allocations', title: 'allocations.title', element: <AllocationsScreen /> },
  { path: 'inventory', title: 'inventory.title', element: <InventoryScreen /> },
  { path: 'organisation', title: 'organisation.title', element: <OrganisationScreen /> },
  { path: 'types', title: 'types.title', element: <TypeRoutes /> },
  { path: 'integrations', title: 'integrations.title', element: <IntegrationsScreen /> },
  { path: 'workspaces', title: 'workspaces.title', element: <WorkspaceRoutes /> },
  { path: 'clouds', title: 'clouds.title', element: <CloudRoutes /> },
  { path: 'audit', title: 'audit.title', element: <AuditScreen /> },
] as const;

// The page is a grid, in which everything that names no area stands beside the content.
const useStyles = makeStyles(theme => ({
  content: { gridArea: 'pageContent', minWidth: 0, paddingTop: theme.spacing(3) },
}));

/** All screens behind one route, with a tab for each group of them: what the new frontend system makes of sub pages. */
export function InfraRouter() {
  const t = useText();
  const classes = useStyles();
  const navigate = useNavigate();
  const pages = SCREENS.map(screen => ({ ...screen, title: t(screen.title) }));
  const { root, groups } = useNavigation(pages);
  return (
    <InfraQueries>
      <Page themeId="tool">
        <Header title={t('plugin.title')} />
        <HeaderTabs
          selectedIndex={Math.max(
            groups.findIndex(({ isOpen }) => isOpen),
            0,
          )}
          onChange={index => navigate(`${root}/${groups[index].path}`)}
          tabs={groups.map(({ label, pages: [{ path }] }) => ({ id: path, label }))}
        />
        <div className={classes.content}>
          <SubNavigation pages={pages} />
          <Routes>
            <Route index element={<Navigate to="overview" replace />} />
            {pages.map(({ path, element }) => (
              <Route key={path} path={`${path}/*`} element={element} />
            ))}
          </Routes>
        </div>
      </Page>
    </InfraQueries>
  );
}
