import {
  type Application,
  type ApplicationOperation,
  type ApplicationResource,
  isUnderWay,
  operationOf,
  type OperationResult,
  revisionOf,
} from '@bailiwick/backstage-plugin-infra-node';

/** What somebody waits for. */
export interface Wish {
  /** The commit that must have been brought about; a later one on the same branch does as well. */
  commit: string;
  /** The namespace whose resources count. What other namespaces do does not. */
  namespace: string;
  /** `synced` is the entry as it is in git, whether or not it thrives: what is taken back may have ailed before. */
  expect: 'healthy' | 'synced' | 'gone';
}

export type Verdict =
  | { state: 'fulfilled' }
  /** `lasting` where it may pass by itself, and counts once it has lasted. */
  | { state: 'failed'; reason: string; lasting: boolean }
  /** `needsSync` where nothing will happen unless somebody asks for a sync. */
  | { state: 'waiting'; reason: string; needsSync: boolean };

const waiting = (reason: string, needsSync = false): Verdict => ({
  state: 'waiting',
  reason,
  needsSync,
});

const short = (commit: string | undefined) => commit?.slice(0, 7) ?? 'an unknown commit';

const currentRevision = ({ status }: Application) =>
  revisionOf(status.sync) ?? revisionOf(status.history[status.history.length - 1]);

const isOf = (
  { kind, name, namespace }: { kind: string; name: string; namespace?: string },
  wished: string,
) => namespace === wished || (kind === 'Namespace' && name === wished);

const named = ({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`;

const conditionOf = ({ status }: Application): string | undefined => {
  const [condition] = status.conditions.filter(({ type }) => type.endsWith('Error'));
  return condition && `${condition.type}: ${condition.message ?? 'no message'}`;
};

const hasFailed = ({ status, hookPhase }: OperationResult) =>
  status === 'SyncFailed' || hookPhase === 'Failed' || hookPhase === 'Error';

/** Who takes something back does not give up at an operation that failed; the next one may succeed. */
const again = (obstacle: Verdict): Verdict =>
  obstacle.state === 'failed' ? waiting(obstacle.reason, true) : obstacle;

/**
 * What an application says about a wish. That it was Synced and Healthy before proves nothing: the last operation and the comparison
 * must both be of the wished commit or a later one.
 *
 * @param covers - whether a revision is the wished commit or comes after it
 */
export function judge(
  application: Application,
  wish: Wish,
  covers: (revision: string | undefined) => boolean,
): Verdict {
  const operation = operationOf(application);
  if (operation && isUnderWay(operation.phase)) {
    return waiting(`Argo CD is syncing ${short(operation.revision)}`);
  }
  if (!operation || !covers(operation.revision)) {
    return waiting(`Argo CD is still at ${short(currentRevision(application))}`, true);
  }
  const isCompared = covers(revisionOf(application.status.sync));
  const own = application.status.resources.filter(resource => isOf(resource, wish.namespace));
  // What is gone is gone, whatever else an operation could not do.
  if (wish.expect === 'gone' && isCompared && own.length === 0) return { state: 'fulfilled' };
  if (operation.phase !== 'Succeeded') {
    const obstacle = judgeFailedOperation(operation, wish);
    if (obstacle) return wish.expect === 'healthy' ? obstacle : again(obstacle);
  }
  if (!isCompared) {
    return waiting(conditionOf(application) ?? 'Argo CD has not yet compared the cluster with it');
  }
  return wish.expect === 'gone' ? judgeGone(own, operation, wish) : judgePresent(own, wish);
}

/** An operation that failed is this namespace's failure only where it is not another one's. */
function judgeFailedOperation(
  { phase, message, results }: ApplicationOperation,
  wish: Wish,
): Verdict | undefined {
  const own = results.filter(result => isOf(result, wish.namespace));
  const broken = own.find(hasFailed);
  if (broken) {
    return {
      state: 'failed',
      reason: `${named(broken)}: ${broken.message ?? message ?? phase}`,
      lasting: false,
    };
  }
  const others = results.filter(hasFailed).filter(result => !own.includes(result));
  if (others.length === 0) {
    return {
      state: 'failed',
      reason: message ?? `The sync ended as ${phase}`,
      lasting: false,
    };
  }
  if (own.length > 0) return undefined;
  return waiting(`The sync stopped at ${named(others[0])}, which is of another namespace`, true);
}

function judgeGone(
  own: readonly ApplicationResource[],
  operation: ApplicationOperation,
  wish: Wish,
): Verdict {
  const [first] = own;
  const reason = first.health.message ?? first.health.status ?? first.status ?? 'it is still there';
  return waiting(
    `${own.length} resources of ${wish.namespace} are left, ${named(first)}: ${reason}`,
    !operation.prune,
  );
}

function judgePresent(own: readonly ApplicationResource[], wish: Wish): Verdict {
  if (own.length === 0) {
    return waiting(`Argo CD shows no resources of ${wish.namespace} at this commit`, true);
  }
  const degraded =
    wish.expect === 'healthy' && own.find(({ health }) => health.status === 'Degraded');
  if (degraded) {
    const message = degraded.health.message ?? 'Degraded';
    return { state: 'failed', reason: `${named(degraded)}: ${message}`, lasting: true };
  }
  const behind = own.find(({ status }) => status !== 'Synced');
  if (behind) return waiting(`${named(behind)} is ${behind.status ?? 'not synced'}`, true);
  return wish.expect === 'synced' ? { state: 'fulfilled' } : judgeHealth(own);
}

function judgeHealth(own: readonly ApplicationResource[]): Verdict {
  const unfit = own.find(({ health }) => health.status && health.status !== 'Healthy');
  if (!unfit) return { state: 'fulfilled' };
  const { status, message } = unfit.health;
  return waiting(`${named(unfit)} is ${status}${message ? `: ${message}` : ''}`);
}
