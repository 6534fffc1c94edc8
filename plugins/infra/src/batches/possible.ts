import type { BatchAction, Resource } from '@bailiwick/backstage-plugin-infra-common';

/** A resource that an action cannot be taken on, and why. */
export interface Impossible {
  resource: Resource;
  reason: string;
}

/** With which of the resources an action is possible now, and why not with the others. The backend decides again, for each in its turn. */
export function sortOut(
  action: BatchAction,
  resources: readonly Resource[],
): { possible: Resource[]; impossible: Impossible[] } {
  const possible: Resource[] = [];
  const impossible: Impossible[] = [];
  for (const resource of resources) {
    const entry = resource.allowedActions.find(one => one.action === action);
    if (entry?.allowed) possible.push(resource);
    else impossible.push({ resource, reason: entry?.reason ?? '' });
  }
  return { possible, impossible };
}
