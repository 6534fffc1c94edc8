import type { Approval } from '@bailiwick/backstage-plugin-infra-common';
import type { PlanQuery } from '../plans/queries';
import type { Text } from '../translations';

/** Why somebody cannot decide at all, whatever the plan says. */
export function decideRefusal(t: Text, approval: Approval): string | undefined {
  if (approval.status !== 'open') return t('approvals.decide.notOpen');
  return approval.mayDecide ? undefined : (approval.reason ?? t('approvals.decide.mayNot'));
}

interface Shown {
  approval: Approval;
  plan: Pick<PlanQuery, 'data' | 'error'>;
  /** What is shown is not what was shown at first, and was not looked at again. */
  isChanged: boolean;
}

/** Why this cannot be approved now. Only what was shown as a whole, and is still what it was, can be. */
export function approveRefusal(t: Text, { approval, plan, isChanged }: Shown): string | undefined {
  const refusal = decideRefusal(t, approval);
  if (refusal !== undefined) return refusal;
  switch (approval.planStatus) {
    case 'running':
      return t('approvals.decide.planRunning');
    case 'failed':
      return t('approvals.decide.planFailed');
    case 'outdated':
      return t('approvals.decide.planOutdated');
    case 'ready':
      if (plan.error) return t('approvals.decide.planMissing');
      if (!plan.data) return t('approvals.decide.planLoading');
      if (plan.data.digest !== approval.digest) return t('approvals.decide.planOther');
      break;
    default:
  }
  if (approval.digest === undefined) return t('approvals.decide.planMissing');
  if (approval.policies.some(({ passed }) => !passed)) return t('approvals.decide.broken');
  return isChanged ? t('approvals.decide.lookAgain') : undefined;
}
