import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import {
  BreadcrumbEntry,
  PageLayout,
  pluginHeaderActionsApiRef,
} from '@backstage/frontend-plugin-api';
import type { ReactElement } from 'react';
import { Navigate, Route, Routes } from 'react-router-dom';
import { rootRouteRef } from '../routes';
import type { PageEntry } from './groups';
import { SubNavigation } from './SubNavigation';
import { useNavigation } from './useNavigation';

interface GroupedPagesProps {
  title: string;
  icon: ReactElement;
  pages: readonly (PageEntry & { element: ReactElement })[];
}

/** Many pages behind one route: a tab for each group of them, and below it the pages of the group that is open. */
export function GroupedPages({ title, icon, pages }: GroupedPagesProps) {
  const { groups } = useNavigation(pages);
  const titleLink = useRouteRef(rootRouteRef)();
  const headerActions = useApi(pluginHeaderActionsApiRef).getPluginHeaderActions('infra');
  return (
    <PageLayout
      title={title}
      icon={icon}
      titleLink={titleLink}
      headerActions={headerActions}
      tabs={groups.map(({ label, path, pages: [first] }) => ({
        id: first.path,
        label,
        href: path,
      }))}
    >
      <SubNavigation pages={pages} />
      <Routes>
        {groups.length > 0 && <Route index element={<Navigate to={groups[0].path} replace />} />}
        {pages.map(page => (
          <Route
            key={page.path}
            path={`${page.path}/*`}
            element={
              <BreadcrumbEntry entry={{ label: page.title, href: page.path }}>
                {page.element}
              </BreadcrumbEntry>
            }
          />
        ))}
      </Routes>
    </PageLayout>
  );
}
