import type { Server, SyncResult } from '@bailiwick/backstage-plugin-infra-common';
import { idOf } from './ids';
import type { Organisation } from './organisation';

export function demoServers(org: Organisation): Server[] {
  const fields = [...org.units.values()].filter(({ unit }) => unit.kind === 'field');
  return Array.from({ length: 12 }, (_, index) => ({
    id: idOf(2, index + 1),
    name: `srv-${String(index + 1).padStart(3, '0')}`,
    serialNumber: `SN${1000 + index}`,
    vendor: index % 2 === 0 ? 'Dell' : 'HPE',
    product: index % 2 === 0 ? 'PowerEdge R750' : 'ProLiant DL380',
    site: index % 3 === 0 ? 'fra2' : 'ams1',
    deploymentCluster: 'prod-1',
    cpu: index % 4 === 0 ? 96 : 48,
    ramGb: 384,
    performanceTier: index % 4 === 0 ? ('high_performance' as const) : ('regular' as const),
    status: index === 11 ? ('offline' as const) : ('active' as const),
    syncedAt: new Date(Date.now() - 600_000).toISOString(),
    fieldId: index < 8 && fields.length > 0 ? fields[index % fields.length].unit.id : undefined,
  }));
}

const counts = { added: 0, updated: 0, unchanged: 12, returned: 0, markedOffline: 0 };

export function demoSyncs(): SyncResult[] {
  return [
    {
      id: idOf(3, 2),
      status: 'succeeded',
      startedAt: new Date(Date.now() - 600_000).toISOString(),
      finishedAt: new Date(Date.now() - 598_000).toISOString(),
      requestedBy: 'schedule',
      ...counts,
      rejected: [{ name: 'row 17', reason: 'has no name' }],
      rejectedCount: 1,
    },
    {
      id: idOf(3, 1),
      status: 'failed',
      startedAt: new Date(Date.now() - 4_200_000).toISOString(),
      finishedAt: new Date(Date.now() - 4_199_000).toISOString(),
      requestedBy: 'schedule',
      ...counts,
      unchanged: 0,
      rejected: [],
      rejectedCount: 0,
      error: { code: 'UPSTREAM_FAILED', message: 'The inventory answered 503 Service Unavailable' },
    },
  ];
}
