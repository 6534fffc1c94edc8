import type { Text } from '../translations';

/** What the name of a resource in the outside system is called there. */
export const externalNameLabel = (t: Text, type: string): string =>
  t(type === 'project' ? 'resources.overview.namespace' : 'resources.overview.externalName');
