import { EntityRefLink } from '@backstage/plugin-catalog-react';

/** Who did something: people are in the catalog, scripts from outside and plugins are not. */
export function Who({ entityRef }: { entityRef: string }) {
  return entityRef.startsWith('user:') ? <EntityRefLink entityRef={entityRef} /> : <>{entityRef}</>;
}
