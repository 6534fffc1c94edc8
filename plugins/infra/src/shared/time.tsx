import { useEffect, useState } from 'react';
import { useText } from '../translations';

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** "3 minutes ago", "in 2 days"; undefined within ten seconds. */
export function relativeTime(time: Date, now: Date, locale?: string): string | undefined {
  const seconds = (time.getTime() - now.getTime()) / 1000;
  if (Math.abs(seconds) < 10) return undefined;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS[5];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(
    Math.trunc(seconds / size),
    unit,
  );
}

/** `mm:ss`, with hours in front where there are any. */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  const hours = Math.floor(seconds / 3600);
  return [...(hours > 0 ? [hours] : []), ...parts]
    .map(part => String(part).padStart(2, '0'))
    .join(':');
}

/** The time of now, renewed at the given interval. */
export function useNow(intervalMs: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return now;
}

/** A moment, told from now; the exact time shows on hovering. */
export function Moment({ time }: { time: string }) {
  const t = useText();
  const now = useNow(15_000);
  const date = new Date(time);
  return (
    <time dateTime={time} title={date.toLocaleString()}>
      {relativeTime(date, now) ?? t('common.justNow')}
    </time>
  );
}

/** How long something took, or has been taking until now. */
export function Elapsed({ since, until }: { since: string; until?: string }) {
  const now = useNow(1_000);
  const end = until ? new Date(until) : now;
  return (
    <span style={{ fontVariantNumeric: 'tabular-nums' }}>
      {formatElapsed(end.getTime() - new Date(since).getTime())}
    </span>
  );
}
