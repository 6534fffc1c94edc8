import { useRouteRef } from '@backstage/core-plugin-api';
import { useLocation } from 'react-router-dom';
import { rootRouteRef } from '../routes';
import { useText } from '../translations';
import { groupPages, type PageEntry } from './groups';

/** The groups of pages, as one sees them from the page that is open. */
export function useNavigation<Entry extends PageEntry>(pages: readonly Entry[]) {
  const t = useText();
  const root = useRouteRef(rootRouteRef)();
  const { pathname } = useLocation();
  const isOpen = ({ path }: PageEntry) => {
    const own = `${root}/${path}`;
    return pathname === own || pathname.startsWith(`${own}/`);
  };
  const groups = groupPages(pages).map(group => {
    const open = group.pages.find(isOpen);
    const [first] = group.pages;
    return {
      label: group.id && group.pages.length > 1 ? t(`navigation.${group.id}`) : first.title,
      // A tab is marked as open by where it leads, and a group is open with any of its pages.
      path: (open ?? first).path,
      isOpen: open !== undefined,
      pages: group.pages,
    };
  });
  return { root, groups, openGroup: groups.find(group => group.isOpen), isOpen };
}
