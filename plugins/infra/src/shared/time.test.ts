import { formatElapsed, relativeTime } from './time';

const NOW = new Date('2026-03-01T12:00:00Z');
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

describe('relativeTime', () => {
  it.each([
    [-30, '30 seconds ago'],
    [-90, '1 minute ago'],
    [-7200, '2 hours ago'],
    [-86_400 * 3, '3 days ago'],
    [86_400 * 2, 'in 2 days'],
    [-86_400 * 45, 'last month'],
    [86_400 * 800, 'in 2 years'],
  ])('%d seconds from now is %s', (seconds, text) => {
    expect(relativeTime(at(seconds), NOW, 'en')).toBe(text);
  });

  it('does not count the last seconds', () => {
    expect(relativeTime(at(-9), NOW)).toBeUndefined();
  });
});

describe('formatElapsed', () => {
  it.each([
    [0, '00:00'],
    [61_900, '01:01'],
    [3_600_000 * 2 + 5_000, '02:00:05'],
    [-5, '00:00'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(formatElapsed(milliseconds)).toBe(text);
  });
});
