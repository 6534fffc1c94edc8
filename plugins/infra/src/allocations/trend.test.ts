import { courseOf, highestOf, niceTop, stepArea, stepPath, type TrendPoint } from './trend';

const at = (seconds: number) => new Date(seconds * 1000).toISOString();
const point = (seconds: number, limit: number | null, used: number): TrendPoint => ({
  ...{ at: at(seconds), limit, used },
});
const frame = { from: 0, to: 100_000, top: 10, width: 200, height: 50 };
const points = [point(0, 10, 0), point(50, 10, 5), point(75, 5, 5)];

describe('the trend of a quota', () => {
  it('holds each figure until the next one, and the last one until the end', () => {
    expect(stepPath(points, 'used', frame)).toBe('M0 50H100V25H150V25H200');
    expect(stepPath(points, 'limit', frame)).toBe('M0 0H100V0H150V25H200');
    expect(stepArea(points, frame)).toBe('M0 50H100V25H150V25H200V50H0Z');
  });

  it('begins where it is known', () => {
    expect(stepArea([point(50, 10, 5)], frame)).toBe('M100 25H200V50H100Z');
  });

  it('has no line where there is no limit', () => {
    const late = [point(0, null, 2), point(50, 10, 2), point(75, null, 2)];
    expect(stepPath(late, 'limit', frame)).toBe('M100 0H150');
    expect(stepPath([point(0, null, 2)], 'limit', frame)).toBe('');
    expect(highestOf(late)).toBe(10);
  });

  it('is of one dimension', () => {
    const limit = { cpu: 4, ramGb: 8 };
    const used = { cpu: 1, ramGb: 2 };
    expect(courseOf([{ at: at(1), limit, used }], 'ramGb')).toEqual([point(1, 8, 2)]);
  });

  it('is nothing without points', () => {
    expect(stepArea([], frame)).toBe('');
    expect(highestOf([])).toBe(0);
  });

  it.each([
    [0, 1],
    [1, 1],
    [7, 10],
    [11, 20],
    [200, 200],
    [201, 500],
    [999, 1000],
  ])('of up to %s reaches to %s', (highest, top) => expect(niceTop(highest)).toBe(top));
});
