/** What a cron expression comes to, where it is one of those that people write. */
export type CronReading =
  | { kind: 'everyMinute' }
  | { kind: 'everyMinutes'; count: number }
  | { kind: 'hourlyAt'; minute: number }
  | { kind: 'everyHours'; count: number; minute: number }
  | { kind: 'dailyAt'; time: string }
  | { kind: 'weekdaysAt'; days: number[]; time: string }
  | { kind: 'monthdaysAt'; days: number[]; time: string }
  | { kind: 'monthsAt'; days: number[]; months: number[]; time: string };

const NAMES = {
  weekdays: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
  months: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' '),
};

const whole = (text: string, least: number, most: number): number | undefined => {
  if (!/^\d{1,2}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
};

/** `1,3-5` as numbers; undefined where it is not that. */
function listOf(
  text: string,
  [least, most]: readonly [number, number],
  names: readonly string[] = [],
  offset = 0,
): number[] | undefined {
  const one = (part: string): number | undefined => {
    const index = names.indexOf(part.toLowerCase());
    return index >= 0 ? index + offset : whole(part, least, most);
  };
  const ranges = text.split(',').map(part => part.split('-').map(one));
  const isRead = ranges.every(
    ([from, to = from, ...more]) =>
      more.length === 0 && from !== undefined && to !== undefined && from <= to,
  );
  if (!isRead || ranges.flat().includes(undefined)) return undefined;
  const all = ranges.flatMap(([from = 0, to = from]) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index),
  );
  return [...new Set(all)].sort((a, b) => a - b);
}

const step = (text: string): number | undefined =>
  text.startsWith('*/') ? whole(text.slice(2), 2, 59) : undefined;

const clock = (hour: number, minute: number): string =>
  [hour, minute].map(part => String(part).padStart(2, '0')).join(':');

/** Reads an expression of five fields; undefined where it is none of the usual ones, which need not mean that it is wrong. */
export function readCron(cron: string): CronReading | undefined {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [minuteField, hourField, dayField, monthField, weekdayField] = fields.map(field =>
    field === '?' ? '*' : field,
  );
  const isEveryDay = [dayField, monthField, weekdayField].every(field => field === '*');
  const minute = whole(minuteField, 0, 59);
  const hour = whole(hourField, 0, 23);
  if (isEveryDay && hourField === '*') {
    if (minuteField === '*') return { kind: 'everyMinute' };
    const minutes = step(minuteField);
    if (minutes !== undefined) return { kind: 'everyMinutes', count: minutes };
    return minute === undefined ? undefined : { kind: 'hourlyAt', minute };
  }
  if (minute === undefined) return undefined;
  const hours = step(hourField);
  if (isEveryDay && hours !== undefined) return { kind: 'everyHours', count: hours, minute };
  if (hour === undefined) return undefined;
  const time = clock(hour, minute);
  if (isEveryDay) return { kind: 'dailyAt', time };
  if (dayField === '*' && monthField === '*') {
    const days = listOf(weekdayField, [0, 7], NAMES.weekdays)?.map(day => day % 7);
    return days && { kind: 'weekdaysAt', days: [...new Set(days)], time };
  }
  if (weekdayField !== '*') return undefined;
  const days = listOf(dayField, [1, 31]);
  if (!days) return undefined;
  if (monthField === '*') return { kind: 'monthdaysAt', days, time };
  const months = listOf(monthField, [1, 12], NAMES.months, 1);
  return months && { kind: 'monthsAt', days, months, time };
}
