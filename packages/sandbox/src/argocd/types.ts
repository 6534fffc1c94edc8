/** The part of Argo CD's `v1alpha1.Application` that the sandbox fills; the names are Argo CD's. */
export interface Application {
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    resourceVersion: string;
    generation: number;
    creationTimestamp: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: ApplicationSpec;
  status: ApplicationStatus;
  /** There while an operation is requested or under way. */
  operation?: Operation;
}

export interface Source {
  repoURL: string;
  path: string;
  targetRevision: string;
  helm?: { valueFiles: string[] };
}

export interface ApplicationSpec {
  project: string;
  source: Source;
  destination: { server: string; namespace: string };
  syncPolicy?: { automated?: { prune?: boolean }; syncOptions?: string[] };
}

export type SyncCode = 'Synced' | 'OutOfSync' | 'Unknown';
export type HealthCode =
  'Healthy' | 'Progressing' | 'Degraded' | 'Suspended' | 'Missing' | 'Unknown';

export interface Health {
  status: HealthCode;
  message?: string;
}

export interface ApplicationStatus {
  sync: {
    status: SyncCode;
    revision?: string;
    comparedTo: { source: Source; destination: ApplicationSpec['destination'] };
  };
  health: Health;
  resources?: ResourceStatus[];
  history?: RevisionHistory[];
  operationState?: OperationState;
  conditions?: { type: string; message: string; lastTransitionTime: string }[];
  reconciledAt: string;
  sourceType: 'Helm';
  summary: { images?: string[]; externalURLs?: string[] };
}

export interface ResourceKey {
  group?: string;
  kind: string;
  /** Not there for what lies in no namespace, such as a Namespace. */
  namespace?: string;
  name: string;
}

export interface ResourceStatus extends ResourceKey {
  version: string;
  status: SyncCode;
  health?: Health;
  requiresPruning?: boolean;
}

export interface SyncOperation {
  revision?: string;
  prune?: boolean;
  dryRun?: boolean;
  resources?: ResourceKey[];
  syncOptions?: string[];
}

export interface Operation {
  sync: SyncOperation;
  initiatedBy: { username?: string; automated?: boolean };
}

export interface ResourceResult extends ResourceKey {
  version: string;
  status: 'Synced' | 'SyncFailed' | 'Pruned' | 'PruneSkipped';
  message: string;
  hookPhase: string;
  syncPhase: 'Sync';
}

export interface OperationState {
  operation: Operation;
  phase: 'Running' | 'Terminating' | 'Succeeded' | 'Failed' | 'Error';
  message: string;
  startedAt: string;
  finishedAt?: string;
  syncResult?: { revision: string; source: Source; resources?: ResourceResult[] };
}

export interface RevisionHistory {
  id: number;
  revision: string;
  deployStartedAt: string;
  deployedAt: string;
  source: Source;
  initiatedBy: Operation['initiatedBy'];
}
