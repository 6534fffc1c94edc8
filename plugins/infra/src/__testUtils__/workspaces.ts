import type { Mirror, Resource, Workspace } from '@bailiwick/backstage-plugin-infra-common';
import { idOf } from './ids';

/** A workspace as the backend would answer it, for the one who looks to keep. */
export function sketchWorkspace(
  number: number,
  unit: { id: string; name: string },
  rest: Partial<Workspace> = {},
): Workspace {
  const now = new Date().toISOString();
  return {
    id: idOf(9, number),
    name: 'payments-iac',
    unitId: unit.id,
    unitName: unit.name,
    integrationId: idOf(8, 1),
    url: 'https://git.test/platform/iac.git',
    apiUrl: 'https://git.test/api/v3',
    branch: 'main',
    path: '{unit}/{type}/{name}-{id}',
    resourceTypes: [],
    units: [],
    createdBy: 'user:default/dora',
    createdAt: now,
    updatedAt: now,
    revision: 1,
    mirrored: 0,
    failing: 0,
    mayManage: true,
    ...rest,
  };
}

/** The mirror of a resource whose pull request waits for its approval. */
export function sketchMirror(
  workspace: Workspace,
  resource: Resource,
  rest: Partial<Mirror> = {},
): Mirror {
  const { id, name, type, unitId } = resource;
  return {
    workspace: { id: workspace.id, name: workspace.name, url: workspace.url },
    resource: { id, name, type, unitId, isThere: true },
    path: `checkout/${type}/${name}-${id}`,
    state: 'open',
    kind: 'create',
    branch: `bailiwick/${id}-0a1b2c3d`,
    commit: '1234567890abcdef1234567890abcdef12345678',
    pullRequest: { number: 7, url: 'https://git.test/platform/iac/pull/7', state: 'open' },
    updatedAt: new Date().toISOString(),
    ...rest,
  };
}
