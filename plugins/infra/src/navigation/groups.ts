/** Which pages stand together, by their paths; a page that is in no group has a tab of its own at the end. */
export const PAGE_GROUPS = [
  { id: 'overview', paths: ['overview'] },
  { id: 'resources', paths: ['resources', 'workflows', 'batches', 'schedules'] },
  { id: 'request', paths: ['request', 'blueprints'] },
  { id: 'approvals', paths: ['approvals'] },
  { id: 'quota', paths: ['allocations', 'inventory'] },
  { id: 'platform', paths: ['types', 'integrations', 'workspaces', 'modules', 'clouds'] },
  { id: 'organisation', paths: ['organisation', 'audit'] },
] as const;

export type GroupId = (typeof PAGE_GROUPS)[number]['id'];

/** What the navigation has to know of a page. */
export interface PageEntry {
  path: string;
  title: string;
}

export interface PageGroup<Entry extends PageEntry> {
  /** Missing where the page stands alone. */
  id?: GroupId;
  /** At least one. */
  pages: readonly Entry[];
}

/** The pages that are there, in groups; a group of which nothing is there is left out. */
export function groupPages<Entry extends PageEntry>(pages: readonly Entry[]): PageGroup<Entry>[] {
  const groups = PAGE_GROUPS.map(({ id, paths }) => ({
    id,
    pages: paths.flatMap(path => pages.find(page => page.path === path) ?? []),
  })).filter(group => group.pages.length > 0);
  const grouped = new Set<string>(PAGE_GROUPS.flatMap(({ paths }) => paths));
  const others = pages.filter(({ path }) => !grouped.has(path)).map(page => ({ pages: [page] }));
  return [...groups, ...others];
}
