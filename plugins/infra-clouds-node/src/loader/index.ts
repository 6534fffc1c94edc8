import { join } from 'node:path';

export { loadClouds } from './load';
export type { LoadedClouds } from './load';

/** The plugins that come with this package: `aws`, `azure` and `gcp`. */
export function builtInClouds(): string {
  // From `src/loader` and from the single file in `dist` the package's root is found by its manifest.
  return join(packageRoot(), 'providers');
}

function packageRoot(): string {
  return join(require.resolve('@bailiwick/backstage-plugin-infra-clouds-node/package.json'), '..');
}
