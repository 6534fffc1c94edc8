import { Header, HeaderTabs, Page } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Navigate, Route, Routes, useLocation, useNavigate } from 'react-router-dom';
import { AllocationsScreen } from '../allocations/AllocationsScreen';
import { InfraQueries } from '../api';
import { ApprovalRoutes } from '../approvals/ApprovalRoutes';
import { AuditScreen } from '../audit/AuditScreen';
import { OverviewScreen } from '../infrastructure/OverviewScreen';
import { IntegrationsScreen } from '../integrations/IntegrationsScreen';
import { InventoryScreen } from '../inventory/InventoryScreen';
import { OrganisationScreen } from '../organisation/OrganisationScreen';
import { RequestScreen } from '../request/RequestScreen';
import { ResourceRoutes } from '../resources/ResourceRoutes';
import { rootRouteRef } from '../routes';
import { useText } from '../translations';
import { TypeRoutes } from '../types/TypeRoutes';

const SCREENS = [
  { path: 'overview', title: 'overview.title', element: <OverviewScreen /> },
  { path: 'resources', title: 'resources.title', element: <ResourceRoutes /> },
  { path: 'request', title: 'request.tab', element: <RequestScreen /> },
  { path: 'approvals', title: 'approvals.title', element: <ApprovalRoutes /> },
  { path: 'allocations', title: 'allocations.title', element: <AllocationsScreen /> },
  { path: 'inventory', title: 'inventory.title', element: <InventoryScreen /> },
  { path: 'organisation', title: 'organisation.title', element: <OrganisationScreen /> },
  { path: 'types', title: 'types.title', element: <TypeRoutes /> },
  { path: 'integrations', title: 'integrations.title', element: <IntegrationsScreen /> },
  { path: 'audit', title: 'audit.title', element: <AuditScreen /> },
] as const;

/** All screens behind one route, with a tab for each: what the new frontend system makes of sub pages. */
export function InfraRouter() {
  const t = useText();
  const navigate = useNavigate();
  const root = useRouteRef(rootRouteRef)();
  const { pathname } = useLocation();
  const selected = SCREENS.findIndex(({ path }) => pathname.startsWith(`${root}/${path}`));
  return (
    <InfraQueries>
      <Page themeId="tool">
        <Header title={t('plugin.title')} />
        <HeaderTabs
          selectedIndex={Math.max(selected, 0)}
          onChange={index => navigate(`${root}/${SCREENS[index].path}`)}
          tabs={SCREENS.map(({ path, title }) => ({ id: path, label: t(title) }))}
        />
        <Routes>
          <Route index element={<Navigate to="overview" replace />} />
          {SCREENS.map(({ path, element }) => (
            <Route key={path} path={`${path}/*`} element={element} />
          ))}
        </Routes>
      </Page>
    </InfraQueries>
  );
}
