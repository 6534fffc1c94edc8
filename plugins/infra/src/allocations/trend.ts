import type { Dimension, QuotaPoint } from '@bailiwick/backstage-plugin-infra-common';

/** What holds in one dimension from a moment on. */
export interface TrendPoint {
  at: string;
  /** Null where nothing limits it. */
  limit: number | null;
  used: number;
}

/** The course of one dimension. */
export const courseOf = (points: readonly QuotaPoint[], dimension: Dimension): TrendPoint[] =>
  points.map(({ at, limit, used }) => ({ at, limit: limit[dimension], used: used[dimension] }));

/** Where a chart is drawn, in units of its own. */
export interface Frame {
  /** Milliseconds since the epoch at the left and the right edge. */
  from: number;
  to: number;
  /** What the upper edge stands for. */
  top: number;
  width: number;
  height: number;
}

type Figure = 'limit' | 'used';

const round = (value: number) => Math.round(value * 100) / 100;

/** The next of 1, 2 and 5 times a power of ten that is not below, so that the edge has a name that one can read. */
export function niceTop(highest: number): number {
  if (highest <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= highest) ?? highest;
}

/** The largest figure. */
export const highestOf = (points: readonly TrendPoint[]): number =>
  Math.max(0, ...points.flatMap(({ limit, used }) => [limit ?? 0, used]));

/**
 * The course of a figure as an SVG path: what holds at a point holds until the next one, and the last until the right edge. Where
 * there is no limit there is no line.
 */
export function stepPath(points: readonly TrendPoint[], figure: Figure, frame: Frame): string {
  const span = Math.max(1, frame.to - frame.from);
  const x = (at: string) => {
    const share = (new Date(at).getTime() - frame.from) / span;
    return round(Math.min(1, Math.max(0, share)) * frame.width);
  };
  const parts: string[] = [];
  let isDrawing = false;
  for (const point of points) {
    const value = point[figure];
    const y = value === null ? undefined : round((1 - value / frame.top) * frame.height);
    if (isDrawing) parts.push(`H${x(point.at)}`);
    if (y !== undefined) parts.push(isDrawing ? `V${y}` : `M${x(point.at)} ${y}`);
    isDrawing = y !== undefined;
  }
  if (isDrawing) parts.push(`H${frame.width}`);
  return parts.join('');
}

/** What was used, closed along the lower edge. */
export function stepArea(points: readonly TrendPoint[], frame: Frame): string {
  const path = stepPath(points, 'used', frame);
  const start = /^M(\S+)/.exec(path)?.[1];
  return start === undefined ? '' : `${path}V${frame.height}H${start}Z`;
}
