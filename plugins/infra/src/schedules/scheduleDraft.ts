import type {
  CreateSchedule,
  Schedule,
  ScheduledAction,
} from '@bailiwick/backstage-plugin-infra-common';

/** Expressions that most want. */
export const PRESETS = {
  nightly: '0 2 * * *',
  hourly: '0 * * * *',
  weekly: '0 6 * * 1',
  monthly: '0 6 1 * *',
} as const;

export type Preset = keyof typeof PRESETS | 'own';

/** What the form holds. */
export interface ScheduleDraft {
  name: string;
  resourceId?: string;
  action: ScheduledAction;
  repeats: boolean;
  cron: string;
  /** As the field gives it: local to the time zone, `2026-12-01T02:00`. */
  at: string;
  timezone: string;
}

export const ownTimezone = (): string =>
  new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** A moment as a field of date and time takes it, by the clocks of a time zone. */
export function localTime(time: string, timezone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: timezone },
  }).formatToParts(new Date(time));
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find(one => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

export const draftOf = (schedule: Schedule | undefined, resourceId?: string): ScheduleDraft => ({
  name: schedule?.name ?? '',
  resourceId: schedule?.resource.id ?? resourceId,
  action: schedule?.action ?? 'plan',
  repeats: schedule === undefined || schedule.cron !== undefined,
  cron: schedule?.cron ?? PRESETS.nightly,
  at: schedule?.at ? localTime(schedule.at, schedule.timezone) : '',
  timezone: schedule?.timezone ?? ownTimezone(),
});

export const presetOf = (cron: string): Preset =>
  (Object.keys(PRESETS) as (keyof typeof PRESETS)[]).find(name => PRESETS[name] === cron) ?? 'own';

/** What follows once it is enough. */
export function wishOf(draft: ScheduleDraft): CreateSchedule | undefined {
  const { name, resourceId, action, repeats, cron, at, timezone } = draft;
  const when = repeats ? { cron: cron.trim() } : { at };
  const isEnough = name.trim() !== '' && resourceId !== undefined && Object.values(when)[0] !== '';
  if (!isEnough || timezone.trim() === '') return undefined;
  return {
    name: name.trim(),
    resourceId,
    action,
    ...when,
    timezone: timezone.trim(),
    enabled: true,
  };
}
