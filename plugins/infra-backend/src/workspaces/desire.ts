import type { MirrorKind } from '@bailiwick/backstage-plugin-infra-common';
import type { ResourceRecord } from '../resources';

/**
 * What a repository should have of a resource: the form that was approved, nothing, or what it has, with a pull request for what
 * waits for its approval.
 */
export type Desire =
  | { wants: 'approved'; key: string }
  | { wants: 'nothing'; key: string }
  | { wants: 'proposal'; kind: MirrorKind };

const NOTHING: Desire = { wants: 'nothing', key: 'nothing' };

/**
 * Follows from where the resource stands now and from nothing that was remembered, so that a message that got lost, came twice or
 * came late makes no difference.
 *
 * @param lastApply - id of the newest run that applies it; each may have been made from other outputs of parents
 */
export function desireOf(
  record: Pick<ResourceRecord, 'state' | 'status' | 'revision'> | undefined,
  lastApply: string | undefined,
): Desire {
  if (!record) return NOTHING;
  const { state, status, revision } = record;
  const asks = status === 'approval_pending';
  switch (state) {
    case 'provision':
      if (asks || status === 'pending' || status === 'ready') {
        return { wants: 'proposal', kind: 'create' };
      }
      if (status === 'rejected' || lastApply === undefined) return NOTHING;
      break;
    case 'provisioned':
      if (asks) return { wants: 'proposal', kind: 'change' };
      break;
    case 'destroy':
      return asks ? { wants: 'proposal', kind: 'destroy' } : NOTHING;
    default:
      return NOTHING;
  }
  return { wants: 'approved', key: `${revision}/${lastApply ?? ''}` };
}
