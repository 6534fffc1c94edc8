import { InfraError } from '@bailiwick/backstage-plugin-infra-node';
import { nextDue, readTiming } from './timing';

const NOW = new Date('2026-03-27T12:00:00Z');

const refusalOf = (given: { cron?: string; at?: string; timezone?: string }) => {
  try {
    readTiming({ timezone: 'UTC', ...given }, NOW);
  } catch (error) {
    return (error as InfraError).details;
  }
  return undefined;
};

const following = (cron: string, timezone: string, from: string, count: number) => {
  const times: string[] = [];
  let now = new Date(from);
  for (let index = 0; index < count; index++) {
    now = nextDue({ cron, timezone }, now)!;
    times.push(now.toISOString());
  }
  return times;
};

describe('readTiming', () => {
  it.each([
    ['six fields', { cron: '0 0 2 * * *' }, '/cron'],
    ['four fields', { cron: '0 2 * *' }, '/cron'],
    ['a name of a time', { cron: '@daily' }, '/cron'],
    ['any time at all', { cron: 'H 2 * * *' }, '/cron'],
    ['a minute that is none', { cron: '61 2 * * *' }, '/cron'],
    ['a word', { cron: 'a b c d e' }, '/cron'],
    ['a day that never comes', { cron: '0 0 30 2 *' }, '/cron'],
    ['nothing', {}, '/cron'],
    ['an empty expression', { cron: '' }, '/cron'],
    ['both', { cron: '0 2 * * *', at: '2026-12-01T02:00' }, '/at'],
    ['a time that is none', { at: 'tomorrow' }, '/at'],
    ['a time that is over', { at: '2026-03-27T11:59:59Z' }, '/at'],
    ['an unknown time zone', { cron: '0 2 * * *', timezone: 'Mars/Olympus' }, '/timezone'],
    ['an empty time zone', { cron: '0 2 * * *', timezone: '' }, '/timezone'],
  ])('refuses %s', (_what, given, pointer) => {
    expect(refusalOf(given)).toEqual([{ pointer, message: expect.any(String) }]);
  });

  it('takes names of days and months, lists and steps', () => {
    for (const cron of ['0 9 * * MON-FRI', '*/15 2,3 1 JAN *', '0  2 * * 7']) {
      expect(refusalOf({ cron })).toBeUndefined();
    }
  });

  it('reads a time without an offset in the time zone', () => {
    const { at } = readTiming({ at: '2026-07-01T02:00', timezone: 'Europe/Amsterdam' }, NOW);
    expect(at?.toISOString()).toBe('2026-07-01T00:00:00.000Z');
    const zoned = readTiming({ at: '2026-07-01T02:00+05:00', timezone: 'Europe/Amsterdam' }, NOW);
    expect(zoned.at?.toISOString()).toBe('2026-06-30T21:00:00.000Z');
  });
});

describe('nextDue', () => {
  it('keeps the time of day where clocks are put forward, and gives the missing hour later', () => {
    expect(following('0 9 * * *', 'Europe/Amsterdam', '2026-03-28T00:00:00Z', 2)).toEqual([
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T07:00:00.000Z',
    ]);
    expect(following('30 2 * * *', 'Europe/Amsterdam', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
  });

  it('comes once in the hour that is there twice', () => {
    expect(following('30 2 * * *', 'Europe/Amsterdam', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it('knows of a single time whether it is to come', () => {
    const at = new Date('2026-03-28T00:00:00Z');
    expect(nextDue({ at, timezone: 'UTC' }, NOW)).toEqual(at);
    expect(nextDue({ at, timezone: 'UTC' }, at)).toBeUndefined();
  });
});
