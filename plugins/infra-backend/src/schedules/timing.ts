import { validationError } from '@bailiwick/backstage-plugin-infra-node';
import { CronExpressionParser } from 'cron-parser';
import { DateTime, IANAZone } from 'luxon';

/** When a schedule is due: again and again, or once. */
export interface Timing {
  cron?: string;
  at?: Date;
  timezone: string;
}

const refuse = (pointer: string, message: string) => validationError([{ pointer, message }]);

/** Five fields of digits, names, and what combines them; no `H`, which stands for any time at all. */
const CRON = /^[\dA-Z*?]\S*(\s+\S+){4}$/i;
const RANDOM = /(^|[\s,])H/i;

/**
 * Reads when a schedule is to be due.
 *
 * @throws InfraError VALIDATION_ERROR that names the field
 */
export function readTiming(
  { cron, at, timezone }: { cron?: string; at?: string; timezone: string },
  now: Date,
): Timing {
  if (!IANAZone.isValidZone(timezone)) {
    throw refuse('/timezone', 'must be the IANA name of a time zone, such as Europe/Amsterdam');
  }
  if (cron !== undefined && at !== undefined) {
    throw refuse('/at', 'must be left out where there is a cron expression');
  }
  if (cron !== undefined) return readCron(cron, timezone, now);
  if (at === undefined) throw refuse('/cron', 'is required, or at');
  const moment = DateTime.fromISO(at, { zone: timezone });
  if (!moment.isValid) {
    throw refuse('/at', 'must be an ISO 8601 time such as 2026-12-01T02:00');
  }
  if (moment.toJSDate() <= now) throw refuse('/at', 'must be in the future');
  return { at: moment.toJSDate(), timezone };
}

function readCron(cron: string, timezone: string, now: Date): Timing {
  const timing = { cron, timezone };
  if (!CRON.test(cron) || RANDOM.test(cron)) {
    throw refuse(
      '/cron',
      'must have five fields: minute, hour, day of month, month and day of week',
    );
  }
  try {
    nextDue(timing, now);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse('/cron', `cannot be understood: ${reason}`);
  }
  return timing;
}

/**
 * When it is due next after `now`; undefined where it never is again. Where clocks are put forward, what falls into the missing hour
 * comes an hour later; where they are put back, what falls into the repeated hour comes once a day still.
 */
export function nextDue({ cron, at, timezone }: Timing, now: Date): Date | undefined {
  if (at) return at > now ? at : undefined;
  if (!cron) return undefined;
  return CronExpressionParser.parse(cron, { tz: timezone, currentDate: now }).next().toDate();
}
