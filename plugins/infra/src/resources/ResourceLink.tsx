import { useRouteRef } from '@backstage/core-plugin-api';
import { Link } from '@backstage/core-components';
import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import { resourceRouteRef } from '../routes';

export function ResourceLink({ resource }: { resource: Pick<Resource, 'id' | 'name'> }) {
  const toResource = useRouteRef(resourceRouteRef);
  return <Link to={toResource({ id: resource.id })}>{resource.name}</Link>;
}
