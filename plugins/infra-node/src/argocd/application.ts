import { z } from 'zod';

/** Argo CD leaves out what is empty, or writes null. */
const text = z
  .string()
  .nullish()
  .transform(value => value || undefined);

const health = z
  .object({ status: text, message: text })
  .nullish()
  .transform(value => value ?? { status: undefined, message: undefined });

const source = z.object({
  repoURL: z.string().default(''),
  path: text,
  chart: text,
  targetRevision: text,
});

/** Of a comparison or an operation: one revision, or one per source. */
const revisions = { revision: text, revisions: z.array(z.string()).nullish() };

const resourceStatus = z.object({
  group: text,
  version: text,
  kind: z.string(),
  namespace: text,
  name: z.string(),
  status: text,
  health,
  requiresPruning: z.boolean().nullish(),
});

const resourceResult = z.object({
  group: text,
  kind: z.string(),
  namespace: text,
  name: z.string(),
  status: text,
  message: text,
  hookPhase: text,
});

const syncResult = z.object({ ...revisions, resources: z.array(resourceResult).nullish() });

const operation = z.object({
  sync: z
    .object({ ...revisions, prune: z.boolean().nullish() })
    .nullish()
    .transform(value => value ?? undefined),
  initiatedBy: z.object({ username: text, automated: z.boolean().nullish() }).nullish(),
});

const operationState = z.object({
  phase: z.string(),
  message: text,
  startedAt: text,
  finishedAt: text,
  operation: operation.nullish(),
  syncResult: syncResult.nullish(),
});

const history = z.object({
  id: z.number().int().default(0),
  ...revisions,
  deployedAt: text,
  initiatedBy: z.object({ username: text, automated: z.boolean().nullish() }).nullish(),
});

/** The part of Argo CD's Application that we look at; what else it says is dropped. */
export const applicationSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: text }),
  spec: z
    .object({ project: text, source: source.nullish(), sources: z.array(source).nullish() })
    .nullish()
    .transform(value => value ?? { project: undefined, source: undefined, sources: undefined }),
  operation: operation.nullish(),
  status: z
    .object({
      health,
      sync: z
        .object({ status: text, ...revisions })
        .nullish()
        .transform(value => value ?? undefined),
      resources: z
        .array(resourceStatus)
        .nullish()
        .transform(value => value ?? []),
      history: z
        .array(history)
        .nullish()
        .transform(value => value ?? []),
      operationState: operationState.nullish(),
      conditions: z
        .array(z.object({ type: z.string(), message: text }))
        .nullish()
        .transform(value => value ?? []),
    })
    .prefault({}),
});

/** An application as Argo CD describes it. */
export type Application = z.output<typeof applicationSchema>;
/** State of one Kubernetes resource of an application. */
export type ApplicationResource = Application['status']['resources'][number];
/** What an operation did to one Kubernetes resource. */
export type OperationResult = z.output<typeof resourceResult>;

export const applicationListSchema = z.object({
  items: z
    .array(applicationSchema)
    .nullish()
    .transform(value => value ?? []),
});

/**
 * What a list call asks for; Argo CD then leaves out the rest, by far the most of an application. Its list calls the result of the
 * last operation `operationState.operation.sync`.
 */
export const LIST_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'spec',
  'operation.sync',
  'status.health',
  'status.sync.status',
  'status.operationState.phase',
  'status.operationState.startedAt',
  'status.operationState.finishedAt',
  'status.operationState.operation.sync',
].map(field => `items.${field}`);

const COMMIT = /^[0-9a-f]{40}$/;

/** The revision of a comparison or operation. Of several sources the first that is a commit: charts have versions. */
export function revisionOf(
  revised:
    | { revision?: string | undefined; revisions?: readonly string[] | null | undefined }
    | null
    | undefined,
): string | undefined {
  if (revised?.revision) return revised.revision;
  return revised?.revisions?.find(revision => COMMIT.test(revision)) ?? revised?.revisions?.[0];
}

/** An operation of an application, under way or the last one. */
export interface ApplicationOperation {
  /** `Running`, `Terminating`, `Succeeded`, `Failed` or `Error`; `Running` too where it has not begun. */
  phase: string;
  message?: string;
  revision?: string;
  prune: boolean;
  startedAt?: string;
  finishedAt?: string;
  /** What it did to each resource. */
  results: readonly OperationResult[];
}

/** True until an operation has ended. */
export const isUnderWay = (phase: string): boolean =>
  phase === 'Running' || phase === 'Terminating';

/** The operation that is under way or requested, else the last one. */
export function operationOf(application: Application): ApplicationOperation | undefined {
  const { operation: requested, status } = application;
  const state = status.operationState;
  if (state && (isUnderWay(state.phase) || !requested?.sync)) {
    return {
      phase: state.phase,
      message: state.message,
      revision: revisionOf(state.syncResult) ?? revisionOf(state.operation?.sync),
      prune: state.operation?.sync?.prune ?? false,
      startedAt: state.startedAt,
      finishedAt: state.finishedAt,
      results: state.syncResult?.resources ?? [],
    };
  }
  if (!requested?.sync) return undefined;
  return {
    phase: 'Running',
    revision: revisionOf(requested.sync),
    prune: requested.sync.prune ?? false,
    results: [],
  };
}
