import { Cluster, healthOf, LiveNamespace, sameEntry } from './cluster';
import { Manifests } from './manifests';
import { Health, HealthCode, ResourceKey, ResourceResult, ResourceStatus, SyncCode } from './types';

/** From good to bad; an application is as healthy as its worst resource. */
const HEALTH_ORDER: HealthCode[] = [
  'Healthy',
  'Suspended',
  'Progressing',
  'Missing',
  'Degraded',
  'Unknown',
];

/** The two resources of a namespace. */
export function resourcesOf(name: string): (ResourceKey & { version: string })[] {
  return [
    { version: 'v1', kind: 'Namespace', name },
    { version: 'v1', kind: 'ResourceQuota', namespace: name, name },
  ];
}

/** Compares what is wanted with what there is, resource by resource. */
export function compare(
  wanted: Manifests,
  cluster: Cluster,
  failing: string[],
): { status: SyncCode; health: Health; resources: ResourceStatus[] } {
  const live = new Map<string, LiveNamespace>(cluster.all().map(each => [each.entry.name, each]));
  const names = [...new Set([...wanted.keys(), ...live.keys()])].sort();
  const resources = names.flatMap(name => {
    const target = wanted.get(name);
    const existing = live.get(name);
    const synced = target && existing && !existing.deleting && sameEntry(target, existing.entry);
    const health = healthOf(existing, failing);
    return resourcesOf(name).map((key): ResourceStatus => ({
      ...key,
      status: synced ? 'Synced' : 'OutOfSync',
      health,
      ...(target ? {} : { requiresPruning: true }),
    }));
  });
  return {
    status: resources.every(({ status }) => status === 'Synced') ? 'Synced' : 'OutOfSync',
    health: worst(resources),
    resources,
  };
}

/** An application carries its resources' worst status, but no message. */
function worst(resources: ResourceStatus[]): Health {
  const ranks = resources.map(({ health }) => HEALTH_ORDER.indexOf(health?.status ?? 'Healthy'));
  return { status: HEALTH_ORDER[Math.max(0, ...ranks)] };
}

export interface ApplyOptions {
  prune: boolean;
  dryRun: boolean;
  /** Only namespaces that these belong to; all when there are none. */
  only?: ResourceKey[];
  settleSeconds: number;
}

/** Brings the cluster to what is wanted, and tells of every resource what was done. */
export function applyManifests(
  wanted: Manifests,
  cluster: Cluster,
  { prune, dryRun, only, settleSeconds }: ApplyOptions,
): ResourceResult[] {
  const chosen = (name: string) =>
    !only?.length || only.some(key => (key.namespace || key.name) === name);
  const results = (
    name: string,
    status: ResourceResult['status'],
    message: (key: ResourceKey) => string,
  ) =>
    resourcesOf(name).map((key): ResourceResult => ({
      ...key,
      status,
      message: message(key),
      hookPhase: status === 'Synced' ? 'Running' : 'Succeeded',
      syncPhase: 'Sync',
    }));

  const applied = [...wanted.values()]
    .filter(({ name }) => chosen(name))
    .flatMap(entry => {
      const done = dryRun ? 'unchanged (dry run)' : cluster.apply(entry, settleSeconds);
      return results(
        entry.name,
        'Synced',
        ({ kind, name }) => `${kind.toLowerCase()}/${name} ${done}`,
      );
    });
  const surplus = cluster
    .all()
    .map(({ entry }) => entry.name)
    .filter(name => !wanted.has(name) && chosen(name));
  const removed = surplus.flatMap(name => {
    if (!prune) return results(name, 'PruneSkipped', () => 'ignored (requires pruning)');
    if (!dryRun) cluster.prune(name, settleSeconds);
    return results(name, 'Pruned', () => (dryRun ? 'pruned (dry run)' : 'pruned'));
  });
  return [...applied, ...removed];
}
