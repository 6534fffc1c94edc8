import type { ArgoCdApplicationDetail } from '@bailiwick/backstage-plugin-infra-common';

const NEWEST = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';
const BEFORE = '0f1e2d3c4b5a69788796a5b4c3d2e1f001234567';

export function argoCdApplications(): ArgoCdApplicationDetail[] {
  const application = (instance: string, name: string): ArgoCdApplicationDetail => ({
    instance,
    name,
    project: 'default',
    health: 'Healthy',
    sync: 'Synced',
    revision: NEWEST,
    operation: {
      phase: 'Succeeded',
      revision: NEWEST,
      finishedAt: new Date(Date.now() - 90_000).toISOString(),
    },
    source: {
      repoUrl: 'http://127.0.0.1:7100/platform/namespaces.git',
      path: 'src/helm',
      targetRevision: 'main',
    },
    url: `http://127.0.0.1:7100/argocd/applications/${name}`,
    observedAt: new Date().toISOString(),
    resources: [
      { kind: 'Namespace', name: 'checkout-web', version: 'v1', sync: 'Synced', health: 'Healthy' },
      {
        kind: 'ResourceQuota',
        name: 'quota',
        namespace: 'checkout-web',
        version: 'v1',
        sync: 'Synced',
        health: 'Healthy',
      },
    ],
    history: [
      {
        id: 2,
        revision: NEWEST,
        deployedAt: new Date(Date.now() - 90_000).toISOString(),
        initiatedBy: 'bailiwick',
      },
      {
        id: 1,
        revision: BEFORE,
        deployedAt: new Date(Date.now() - 86_400_000).toISOString(),
        initiatedBy: 'tess',
      },
    ],
    permissions: { sync: { allowed: true }, rollback: { allowed: true } },
  });
  return [application('primary', 'namespaces'), application('edge', 'namespaces-edge')];
}
