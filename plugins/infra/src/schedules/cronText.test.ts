import { readCron } from './cronText';

describe('readCron', () => {
  it.each([
    ['* * * * *', { kind: 'everyMinute' }],
    ['*/15 * * * *', { kind: 'everyMinutes', count: 15 }],
    ['5 * * * *', { kind: 'hourlyAt', minute: 5 }],
    ['0 */6 * * *', { kind: 'everyHours', count: 6, minute: 0 }],
    ['0 2 * * *', { kind: 'dailyAt', time: '02:00' }],
    ['30 6 ? * MON', { kind: 'weekdaysAt', days: [1], time: '06:30' }],
    ['0 6 * * 1-5', { kind: 'weekdaysAt', days: [1, 2, 3, 4, 5], time: '06:00' }],
    ['0 6 * * 7,3', { kind: 'weekdaysAt', days: [3, 0], time: '06:00' }],
    ['0 6 1,15 * *', { kind: 'monthdaysAt', days: [1, 15], time: '06:00' }],
    ['0 6 1 jan,7 *', { kind: 'monthsAt', days: [1], months: [1, 7], time: '06:00' }],
  ])('%s', (cron, reading) => {
    expect(readCron(cron)).toEqual(reading);
  });

  it.each([
    '',
    '0 2',
    '0 2 * * 9',
    '60 2 * * *',
    '0 2 1 * 1',
    '0 2 5-1 * *',
    '0 2 * * L',
    '1-5 2 * * *',
  ])('does not claim to have read %j', cron => {
    expect(readCron(cron)).toBeUndefined();
  });
});
