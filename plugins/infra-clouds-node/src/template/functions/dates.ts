import { fault } from '../errors';

const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const pieces =
  /2006|January|Monday|Jan|Mon|MST|Z07:00|-0700|-07:00|PM|15|01|02|03|04|05|06|1|2|3|4|5/g;

/** A time in one of Go's layouts, in UTC. */
export function goDate(layout: string, time: unknown): string {
  const date = typeof time === 'number' ? new Date(time * 1000) : rfc3339(time);
  if (Number.isNaN(date.getTime())) throw fault('not a time');
  const two = (value: number) => String(value).padStart(2, '0');
  const hour12 = date.getUTCHours() % 12 || 12;
  const values: Record<string, string | number> = {
    2006: String(date.getUTCFullYear()).padStart(4, '0'),
    '06': two(date.getUTCFullYear() % 100),
    January: months[date.getUTCMonth()],
    Jan: months[date.getUTCMonth()].slice(0, 3),
    '01': two(date.getUTCMonth() + 1),
    1: date.getUTCMonth() + 1,
    Monday: weekdays[date.getUTCDay()],
    Mon: weekdays[date.getUTCDay()].slice(0, 3),
    '02': two(date.getUTCDate()),
    2: date.getUTCDate(),
    15: two(date.getUTCHours()),
    '03': two(hour12),
    3: hour12,
    PM: date.getUTCHours() < 12 ? 'AM' : 'PM',
    '04': two(date.getUTCMinutes()),
    4: date.getUTCMinutes(),
    '05': two(date.getUTCSeconds()),
    5: date.getUTCSeconds(),
    MST: 'UTC',
    'Z07:00': 'Z',
    '-0700': '+0000',
    '-07:00': '+00:00',
  };
  return layout.replace(pieces, piece => String(values[piece]));
}

function rfc3339(time: unknown): Date {
  const form = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?$/;
  if (typeof time !== 'string' || !form.test(time)) throw fault('expected a time as RFC 3339');
  return new Date(time);
}
