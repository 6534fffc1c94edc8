import type { Schedule } from '@bailiwick/backstage-plugin-infra-common';
import type { Text } from '../translations';
import { readCron } from './cronText';

/** A Sunday, and the first of a January, to tell the names of days and months by. */
const SUNDAY = Date.UTC(2023, 0, 1);
const DAY_MS = 86_400_000;

const listed = (parts: string[]): string => new Intl.ListFormat(undefined).format(parts);

const weekday = (day: number): string =>
  new Intl.DateTimeFormat(undefined, { weekday: 'long', timeZone: 'UTC' }).format(
    SUNDAY + day * DAY_MS,
  );

const month = (number: number): string =>
  new Intl.DateTimeFormat(undefined, { month: 'long', timeZone: 'UTC' }).format(
    Date.UTC(2023, number - 1, 1),
  );

/** A cron expression in words; itself where it is none of the usual ones. */
export function cronText(t: Text, cron: string): string {
  const reading = readCron(cron);
  switch (reading?.kind) {
    case 'everyMinute':
      return t('schedules.cron.everyMinute');
    case 'everyMinutes':
      return t('schedules.cron.everyMinutes', { count: String(reading.count) });
    case 'hourlyAt':
      return t('schedules.cron.hourlyAt', { minute: String(reading.minute) });
    case 'everyHours':
      return t('schedules.cron.everyHours', {
        ...{ count: String(reading.count), minute: String(reading.minute) },
      });
    case 'dailyAt':
      return t('schedules.cron.dailyAt', { time: reading.time });
    case 'weekdaysAt':
      return t('schedules.cron.weekdaysAt', {
        ...{ days: listed(reading.days.map(weekday)), time: reading.time },
      });
    case 'monthdaysAt':
      return t('schedules.cron.monthdaysAt', {
        ...{ days: listed(reading.days.map(String)), time: reading.time },
      });
    case 'monthsAt':
      return t('schedules.cron.monthsAt', {
        ...{ days: listed(reading.days.map(String)), time: reading.time },
        months: listed(reading.months.map(month)),
      });
    default:
      return t('schedules.cron.other', { cron });
  }
}

/** The moment as clocks of that time zone show it. */
export const momentIn = (time: string, timezone: string): string =>
  new Intl.DateTimeFormat(undefined, {
    ...{ dateStyle: 'medium', timeStyle: 'short', timeZone: timezone },
  }).format(new Date(time));

/** When a schedule fires, in words and with its time zone. */
export const whenText = (t: Text, { cron, at, timezone }: Schedule): string =>
  cron === undefined
    ? t('schedules.when.at', { time: at ? momentIn(at, timezone) : '', timezone })
    : t('schedules.when.cron', { text: cronText(t, cron), timezone });
