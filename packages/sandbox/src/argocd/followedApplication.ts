import { randomUUID } from 'node:crypto';
import { Cluster } from './cluster';
import { applyManifests, compare } from './comparison';
import { ArgoCdError } from './errors';
import { ArgoCdFaults } from './faults';
import { Manifests, RenderError } from './manifests';
import {
  Application,
  ApplicationSpec,
  Operation,
  OperationState,
  RevisionHistory,
  SyncOperation,
} from './types';
import { ValuesSource } from './valuesSource';

const HISTORY_LENGTH = 10;
/**
 * Of a sync's time: when the requested operation begins, until when the last one is still shown, and
 * when it has ended. In the rest the resources settle.
 */
const BEGIN = 0.1;
const END = 0.75;

/** What the last comparison found: a commit and what it wants, or why that cannot be told. */
interface Comparison {
  revision?: string;
  wanted: Manifests;
  problem?: string;
  at: Date;
}

const iso = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;

/** An application that follows a repository and brings it to a cluster, as slowly as it was told. */
export class FollowedApplication {
  readonly cluster = new Cluster();
  private readonly created = new Date();
  private readonly uid = randomUUID();
  private readonly history: RevisionHistory[] = [];
  private version = 1;
  private compared: Comparison = { wanted: new Map(), at: this.created };
  /** There from the request of an operation to its end. */
  private requested: Operation | undefined;
  private state: OperationState | undefined;
  private timer: NodeJS.Timeout | undefined;
  private refreshing: Promise<void> | undefined;
  private nextRefresh: Promise<void> | undefined;

  constructor(
    readonly name: string,
    readonly spec: ApplicationSpec,
    readonly source: ValuesSource,
    private readonly faults: () => Readonly<ArgoCdFaults>,
  ) {}

  /** Takes over what the repository wants now, as if it had been synced before we looked. */
  async adopt(): Promise<void> {
    await this.refresh();
    const { revision, wanted } = this.compared;
    applyManifests(wanted, this.cluster, { prune: false, dryRun: false, settleSeconds: 0 });
    if (revision) this.remember(revision, this.created, { automated: true });
  }

  /** Compares with the head of the branch. Calls that come during a comparison share the next one. */
  async refresh(): Promise<void> {
    if (this.faults().mode === 'stale') return;
    if (this.refreshing) {
      this.nextRefresh ??= this.refreshing.then(() => this.lookUp());
      await this.nextRefresh;
    } else {
      await this.lookUp();
    }
    this.syncAutomatically();
  }

  /** @throws ArgoCdError when an operation is under way or the revision is unknown */
  async sync(request: SyncOperation, username: string): Promise<void> {
    const { targetRevision } = this.spec.source;
    const asked = request.revision || targetRevision;
    if (this.spec.syncPolicy?.automated && asked !== targetRevision && !request.dryRun) {
      throw new ArgoCdError(
        'FailedPrecondition',
        `Cannot sync to ${asked}: auto-sync currently set to ${targetRevision}`,
      );
    }
    const revision = await this.resolve(asked);
    if (this.requested) {
      throw new ArgoCdError('FailedPrecondition', 'another operation is already in progress');
    }
    this.begin({ sync: { ...request, revision }, initiatedBy: { username } }, revision);
  }

  /** @throws ArgoCdError when there is nothing to end */
  terminate(): void {
    if (!this.requested) {
      throw new ArgoCdError(
        'InvalidArgument',
        'Unable to terminate operation. No operation is in progress',
      );
    }
    clearTimeout(this.timer);
    const hasBegun = this.state?.operation === this.requested;
    if (hasBegun && this.state) this.finish(this.state, 'Failed', 'Operation terminated');
    this.requested = undefined;
  }

  view(): Application {
    const { failNamespaces } = this.faults();
    const { revision, wanted, problem, at } = this.seen();
    const { status, health, resources } = compare(wanted, this.cluster, failNamespaces);
    const { source, destination } = this.spec;
    return {
      metadata: {
        name: this.name,
        namespace: 'argocd',
        uid: this.uid,
        resourceVersion: `${this.version}`,
        generation: this.version,
        creationTimestamp: iso(this.created),
      },
      spec: this.spec,
      status: {
        sync: {
          status: problem ? 'Unknown' : status,
          revision,
          comparedTo: { source, destination },
        },
        health: problem ? { status: 'Unknown' } : health,
        resources,
        history: this.history,
        operationState: this.state,
        ...(problem
          ? {
              conditions: [
                { type: 'ComparisonError', message: problem, lastTransitionTime: iso(at) },
              ],
            }
          : {}),
        reconciledAt: iso(at),
        sourceType: 'Helm',
        summary: {},
      },
      ...(this.requested ? { operation: this.requested } : {}),
    };
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.refreshing;
    await this.source.close();
  }

  /** A stale application believes that what it deployed last is all that is wanted. */
  private seen(): Comparison {
    if (this.faults().mode !== 'stale') return this.compared;
    const live = this.cluster.all().map(({ entry }) => entry);
    return {
      revision: this.history.at(-1)?.revision,
      wanted: new Map(live.map(entry => [entry.name, entry])),
      at: this.compared.at,
    };
  }

  private lookUp(): Promise<void> {
    this.nextRefresh = undefined;
    this.refreshing = this.compareWithHead().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  private async compareWithHead(): Promise<void> {
    const { targetRevision } = this.spec.source;
    const at = new Date();
    try {
      const revision = await this.source.resolve();
      if (!revision) throw new RenderError(`unable to resolve '${targetRevision}' to a commit SHA`);
      this.compared = { revision, wanted: await this.source.manifests(revision), at };
    } catch (error) {
      // Whatever it is, a controller goes on and shows it as a condition of the application.
      const problem = `Failed to load target state: ${(error as Error).message}`;
      this.compared = { ...this.compared, problem, at };
    }
    this.version += 1;
  }

  private async resolve(asked: string): Promise<string> {
    const known = this.history.at(-1)?.revision;
    if (this.faults().mode === 'stale' && known) return known;
    const revision = await this.source.resolve(asked);
    if (revision) return revision;
    throw new ArgoCdError('FailedPrecondition', `unable to resolve '${asked}' to a commit SHA`);
  }

  /** With automatic sync a commit is tried once; whether it succeeds or not, the next one is awaited. */
  private syncAutomatically(): void {
    const { automated } = this.spec.syncPolicy ?? {};
    const { revision, problem } = this.compared;
    if (!automated || this.requested || problem || !revision) return;
    const tried = this.state?.syncResult?.revision ?? this.history.at(-1)?.revision;
    if (tried === revision || this.view().status.sync.status === 'Synced') return;
    const operation = {
      sync: { revision, prune: automated.prune },
      initiatedBy: { automated: true },
    };
    this.begin(operation, revision);
  }

  private begin(operation: Operation, revision: string): void {
    this.version += 1;
    this.requested = operation;
    const seconds = this.faults().syncSeconds;
    this.after(seconds * BEGIN, () => {
      const state: OperationState = {
        operation,
        phase: 'Running',
        message: 'waiting for the resources to be applied',
        startedAt: iso(new Date()),
        syncResult: { revision, source: this.spec.source },
      };
      this.version += 1;
      this.state = state;
      this.after(seconds * (END - BEGIN), async () => {
        try {
          await this.carryOut(state, revision, seconds * (1 - END));
        } catch (error) {
          this.finish(state, 'Error', (error as Error).message);
        }
      });
    });
  }

  private after(seconds: number, work: () => void): void {
    this.timer = setTimeout(work, seconds * 1000);
    this.timer.unref();
  }

  private async carryOut(state: OperationState, revision: string, settleSeconds: number) {
    const { sync, initiatedBy } = state.operation;
    const wanted = await this.source.manifests(revision);
    if (this.state !== state) return; // it was terminated meanwhile
    const resources = applyManifests(wanted, this.cluster, {
      prune: sync.prune === true,
      dryRun: sync.dryRun === true,
      only: sync.resources,
      settleSeconds,
    });
    state.syncResult = { revision, source: this.spec.source, resources };
    if (!sync.dryRun && !sync.resources?.length) {
      this.remember(revision, new Date(state.startedAt), initiatedBy);
    }
    await this.refresh(); // so that nobody sees the end of the operation beside an older comparison
    this.finish(state, 'Succeeded', 'successfully synced (all tasks run)');
  }

  private finish(
    state: OperationState,
    phase: 'Succeeded' | 'Failed' | 'Error',
    message: string,
  ): void {
    if (this.state !== state) return;
    this.requested = undefined;
    this.version += 1;
    this.state = { ...state, phase, message, finishedAt: iso(new Date()) };
  }

  private remember(revision: string, startedAt: Date, initiatedBy: Operation['initiatedBy']): void {
    this.history.push({
      id: (this.history.at(-1)?.id ?? -1) + 1,
      revision,
      deployStartedAt: iso(startedAt),
      deployedAt: iso(new Date()),
      source: this.spec.source,
      initiatedBy,
    });
    if (this.history.length > HISTORY_LENGTH) this.history.shift();
  }
}
