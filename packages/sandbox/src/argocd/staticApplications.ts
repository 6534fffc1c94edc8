import { createHash } from 'node:crypto';
import { Application, HealthCode, SyncCode } from './types';

/** An application that follows nothing: it stays as it was described. */
export interface StaticApplication {
  name: string;
  /** Default `default`. The token may not see applications of other projects. */
  project?: string;
  sync?: SyncCode;
  health?: HealthCode;
  message?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

const HISTORY_LENGTH = 10;
const KINDS = [
  { group: 'apps', version: 'v1', kind: 'Deployment' },
  { version: 'v1', kind: 'Service' },
  { version: 'v1', kind: 'ConfigMap' },
  { version: 'v1', kind: 'ServiceAccount' },
  { group: 'autoscaling', version: 'v2', kind: 'HorizontalPodAutoscaler' },
  { group: 'networking.k8s.io', version: 'v1', kind: 'Ingress' },
];

const FIRST_DAY = Date.UTC(2026, 0, 1);
const day = (number: number) => new Date(FIRST_DAY + number * 86_400_000).toISOString();
const commit = (name: string, number: number) =>
  createHash('sha1').update(`${name} ${number}`).digest('hex');

/** As large as a usual one: six resources and ten entries of history. */
export function staticApplication({
  name,
  project = 'default',
  sync = 'Synced',
  health = 'Healthy',
  message,
  labels,
  annotations,
}: StaticApplication): Application {
  const source = {
    repoURL: `https://git.bailiwick.example/apps/${name}.git`,
    path: 'deploy',
    targetRevision: 'main',
    helm: { valueFiles: ['values.yaml'] },
  };
  const destination = { server: 'https://kubernetes.default.svc', namespace: name };
  const history = Array.from({ length: HISTORY_LENGTH }, (_, id) => ({
    ...{ id, revision: commit(name, id), source, initiatedBy: { automated: true } },
    ...{ deployStartedAt: day(id), deployedAt: day(id) },
  }));
  const { revision } = history[HISTORY_LENGTH - 1];
  return {
    metadata: {
      name,
      namespace: 'argocd',
      uid: commit(name, -1).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5'),
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: day(0),
      labels,
      annotations,
    },
    spec: { project, source, destination },
    status: {
      sync: { status: sync, revision, comparedTo: { source, destination } },
      health: { status: health },
      resources: KINDS.map((kind, index) => ({
        ...kind,
        ...{ namespace: name, name, status: sync },
        health: index === 0 ? { status: health, message } : { status: 'Healthy' },
      })),
      history,
      operationState: {
        operation: { sync: { revision, prune: true }, initiatedBy: { automated: true } },
        phase: 'Succeeded',
        message: 'successfully synced (all tasks run)',
        startedAt: day(HISTORY_LENGTH),
        finishedAt: day(HISTORY_LENGTH),
        syncResult: { revision, source },
      },
      reconciledAt: day(HISTORY_LENGTH),
      sourceType: 'Helm',
      summary: { images: [`registry.bailiwick.example/${name}:1.${name.length}.0`] },
    },
  };
}

/** Applications for a measurement; one of ten is out of sync, one of twenty is not healthy. */
export function manyApplications(count: number): StaticApplication[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `synthetic-${`${index + 1}`.padStart(5, '0')}`,
    sync: index % 10 === 3 ? 'OutOfSync' : 'Synced',
    health: index % 20 === 7 ? 'Degraded' : 'Healthy',
    labels: { tier: index % 2 === 0 ? 'web' : 'worker' },
  }));
}
