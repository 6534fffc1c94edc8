import type { Schedule } from '@bailiwick/backstage-plugin-infra-common';
import { type Actor, Authority } from '../access';
import type { ScheduleRecord } from './types';

type Entry = Schedule['allowedActions'][number];

export const ownersAlone = ({ owner }: Pick<ScheduleRecord, 'owner'>): string =>
  `It is done in the name of ${owner}, who alone may change it`;

/** What the actor may do with a schedule, and why not. */
export function actionsOf(actor: Actor, record: ScheduleRecord): Entry[] {
  const isOwner = record.owner === actor.ref;
  const mayAct = new Authority(actor).mayActFor(record.unit);
  const asLead = `Only a lead of ${record.unit.name} or an administrator may do this`;
  const entry = (action: Entry['action'], reason: string | undefined): Entry =>
    reason === undefined ? { action, allowed: true } : { action, allowed: false, reason };
  const noLead = mayAct ? undefined : asLead;
  return [
    entry('change', noLead ?? (isOwner ? undefined : ownersAlone(record))),
    entry('disable', record.enabled ? noLead : 'It is disabled already'),
    entry('delete', isOwner ? undefined : noLead),
  ];
}
