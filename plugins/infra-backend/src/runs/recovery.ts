import type { Provisioner } from '@bailiwick/backstage-plugin-infra-node';
import type { RunRecord } from './types';

/** What becomes of a run whose worker is gone: an action may say otherwise than its provisioner. */
export function recoveryOf(
  provisioner: Provisioner | undefined,
  { kind, action }: Pick<RunRecord, 'kind' | 'action'>,
): Provisioner['recovery'] | undefined {
  const own = kind === 'action' && action ? provisioner?.actions?.[action]?.recovery : undefined;
  return own ?? provisioner?.recovery;
}
