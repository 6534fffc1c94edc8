import type { Application } from '@bailiwick/backstage-plugin-infra-node';
import { judge, type Wish } from './verdict';

const OURS = 'a'.repeat(40);
const LATER = 'b'.repeat(40);
const OLDER = '0'.repeat(40);
const covers = (revision: string | undefined) => revision === OURS || revision === LATER;

const healthy: Wish = { commit: OURS, namespace: 'mine', expect: 'healthy' };
const gone: Wish = { ...healthy, expect: 'gone' };

type Status = Application['status'];
type Resource = Status['resources'][number];
type State = NonNullable<Status['operationState']>;

const resource = (namespace: string, changes: Partial<Resource> = {}): Resource => ({
  group: undefined,
  version: 'v1',
  kind: 'ResourceQuota',
  namespace,
  name: 'quota',
  status: 'Synced',
  health: { status: 'Healthy', message: undefined },
  ...changes,
});

const result = (namespace: string, status: string, message?: string) => ({
  group: undefined,
  kind: 'ResourceQuota',
  namespace,
  name: 'quota',
  status,
  message,
  hookPhase: undefined,
});

const state = (changes: Partial<State> & { revision?: string } = {}): State => {
  const { revision = OURS, ...rest } = changes;
  return {
    phase: 'Succeeded',
    message: undefined,
    startedAt: undefined,
    finishedAt: undefined,
    operation: { sync: { revision, prune: false } },
    syncResult: { revision, resources: [result('mine', 'Synced')] },
    ...rest,
  };
};

const application = (changes: Partial<Status> = {}, operation?: Application['operation']) =>
  ({
    metadata: { name: 'namespaces', namespace: 'argocd' },
    spec: { project: 'default', source: undefined, sources: undefined },
    operation,
    status: {
      health: { status: 'Healthy', message: undefined },
      sync: { status: 'Synced', revision: OURS },
      resources: [resource('mine'), resource('other')],
      history: [],
      operationState: state(),
      conditions: [],
      ...changes,
    },
  }) satisfies Application;

const failed = (reason: RegExp, lasting = false) => ({
  state: 'failed',
  reason: expect.stringMatching(reason),
  lasting,
});
const waits = (reason: RegExp, needsSync = false) => ({
  state: 'waiting',
  reason: expect.stringMatching(reason),
  needsSync,
});
const FULFILLED = { state: 'fulfilled' };

describe('a namespace is brought about', () => {
  it('by the operation of its commit, or of a later one', () => {
    expect(judge(application(), healthy, covers)).toEqual(FULFILLED);
    const later = application({
      operationState: state({ revision: LATER }),
      sync: { status: 'Synced', revision: LATER },
    });
    expect(judge(later, healthy, covers)).toEqual(FULFILLED);
  });

  it('although another one is in trouble', () => {
    const trouble = application({
      health: { status: 'Degraded', message: undefined },
      sync: { status: 'OutOfSync', revision: OURS },
      resources: [resource('mine'), resource('other', { status: 'OutOfSync' })],
      operationState: state({
        phase: 'Failed',
        syncResult: {
          revision: OURS,
          resources: [result('mine', 'Synced'), result('other', 'SyncFailed', 'denied')],
        },
      }),
    });
    expect(judge(trouble, healthy, covers)).toEqual(FULFILLED);
  });

  it('with resources that have no health of their own', () => {
    const plain = resource('mine', { health: { status: undefined, message: undefined } });
    expect(judge(application({ resources: [plain] }), healthy, covers)).toEqual(FULFILLED);
  });
});

describe('it is waited for', () => {
  it.each([
    ['an operation of an older commit', { operationState: state({ revision: OLDER }) }, true],
    ['no operation at all', { operationState: undefined }, true],
    ['a comparison of an older commit', { sync: { status: 'Synced', revision: OLDER } }, false],
    ['nothing of it yet', { resources: [resource('other')] }, true],
    ['it is out of sync', { resources: [resource('mine', { status: 'OutOfSync' })] }, true],
  ])('%s', (_, status, needsSync) => {
    expect(judge(application(status), healthy, covers)).toEqual(waits(/./, needsSync));
  });

  it('while an operation goes on or is requested', () => {
    const running = application({ operationState: state({ phase: 'Running' }) });
    expect(judge(running, healthy, covers)).toEqual(waits(/is syncing aaaaaaa/));
    const requested = application(
      { operationState: undefined },
      { sync: { revision: LATER, prune: false } },
    );
    expect(judge(requested, healthy, covers)).toEqual(waits(/is syncing bbbbbbb/));
  });

  it('until its resources are healthy', () => {
    const progressing = resource('mine', { health: { status: 'Progressing', message: 'soon' } });
    expect(judge(application({ resources: [progressing] }), healthy, covers)).toEqual(
      waits(/ResourceQuota quota is Progressing: soon/),
    );
  });

  it('when another namespace stopped the sync before it came to this one', () => {
    const stopped = application({
      resources: [resource('other')],
      operationState: state({
        phase: 'Failed',
        syncResult: { revision: OURS, resources: [result('other', 'SyncFailed', 'denied')] },
      }),
    });
    expect(judge(stopped, healthy, covers)).toEqual(waits(/of another namespace/, true));
  });

  it('with the reason why Argo CD cannot compare', () => {
    const unknown = application({
      sync: { status: 'Unknown', revision: OLDER },
      conditions: [{ type: 'ComparisonError', message: 'no such chart' }],
    });
    expect(judge(unknown, healthy, covers)).toEqual(waits(/ComparisonError: no such chart/));
  });
});

describe('it has failed', () => {
  it('where its own resource could not be applied', () => {
    const broken = application({
      operationState: state({
        phase: 'Failed',
        syncResult: { revision: OURS, resources: [result('mine', 'SyncFailed', 'forbidden')] },
      }),
    });
    expect(judge(broken, healthy, covers)).toEqual(failed(/ResourceQuota quota: forbidden/));
  });

  it('where the operation as a whole could not be done', () => {
    const broken = application({
      operationState: state({ phase: 'Error', message: 'cannot render', syncResult: null }),
    });
    expect(judge(broken, healthy, covers)).toEqual(failed(/cannot render/));
  });

  it('where it is degraded and stays so', () => {
    const degraded = resource('mine', { health: { status: 'Degraded', message: 'no room' } });
    expect(judge(application({ resources: [degraded] }), healthy, covers)).toEqual(
      failed(/ResourceQuota quota: no room/, true),
    );
  });
});

describe('it is back to what it was', () => {
  const back: Wish = { ...healthy, expect: 'synced' };

  it('once it is synced, even if it ails as it may have before', () => {
    const degraded = resource('mine', { health: { status: 'Degraded', message: 'no room' } });
    expect(judge(application({ resources: [degraded] }), back, covers)).toEqual(FULFILLED);
  });

  it('not before its commit, nor while it differs, nor where the sync failed', () => {
    const older = { operationState: state({ revision: OLDER }) };
    expect(judge(application(older), back, covers)).toEqual(waits(/is still at/, true));
    const differs = { resources: [resource('mine', { status: 'OutOfSync' })] };
    expect(judge(application(differs), back, covers)).toEqual(waits(/is OutOfSync/, true));
    const broken = { operationState: state({ phase: 'Error', message: 'cannot render' }) };
    expect(judge(application(broken), back, covers)).toEqual(waits(/cannot render/, true));
  });
});

describe('it is gone', () => {
  it('when nothing of it is left at its commit', () => {
    const without = application({ resources: [resource('other')] });
    expect(judge(without, gone, covers)).toEqual(FULFILLED);
    const older = { resources: [], operationState: state({ revision: OLDER }) };
    expect(judge(application(older), gone, covers)).toEqual(waits(/is still at/, true));
  });

  it('not while something is left, and a sync that did not prune is asked for again', () => {
    const namespace = resource('x', { kind: 'Namespace', namespace: undefined, name: 'mine' });
    const left = { resources: [namespace] };
    expect(judge(application(left), gone, covers)).toEqual(waits(/1 resources of mine/, true));
    const pruned = state({ operation: { sync: { revision: OURS, prune: true } } });
    expect(judge(application({ ...left, operationState: pruned }), gone, covers)).toEqual(
      waits(/1 resources of mine are left, Namespace mine: Healthy/),
    );
  });

  it('whatever else the sync could not do', () => {
    const others = application({
      resources: [resource('other')],
      operationState: state({
        phase: 'Failed',
        syncResult: { revision: OURS, resources: [result('other', 'SyncFailed', 'denied')] },
      }),
    });
    expect(judge(others, gone, covers)).toEqual(FULFILLED);
  });

  it('is waited for, and asked for again, where the sync that should remove it failed', () => {
    const stuck = application({
      operationState: state({
        phase: 'Failed',
        syncResult: { revision: OURS, resources: [result('mine', 'SyncFailed', 'finalizer')] },
      }),
    });
    expect(judge(stuck, gone, covers)).toEqual(waits(/ResourceQuota quota: finalizer/, true));
  });
});
