import type { PlannedAttribute } from '@bailiwick/backstage-plugin-infra-common';
import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonChange } from './planJson';

type JsonObject = { [key: string]: Json };

/** Says of a value, or part by part, whether something holds of it. */
type Marks = Json | undefined;

interface Values {
  before: Json | undefined;
  after: Json | undefined;
  unknown: Marks;
  beforeSensitive: Marks;
  afterSensitive: Marks;
}

const LONGEST_TEXT = 4_000;

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNothing = (value: Json | undefined) => value === undefined || value === null;

const markOf = (marks: Marks, key: string | number): Marks => {
  if (marks === true) return true;
  if (typeof marks !== 'object' || marks === null) return undefined;
  return (marks as Record<string | number, Json>)[key];
};

const childOf = (value: Json | undefined, key: string | number): Json | undefined =>
  typeof value === 'object' && value !== null
    ? (value as Record<string | number, Json>)[key]
    : undefined;

const hasMark = (marks: Marks): boolean =>
  marks === true ||
  (typeof marks === 'object' &&
    marks !== null &&
    Object.values(marks).some(mark => hasMark(mark as Marks)));

/** What people may see of a value: sensitive parts are gone, very long texts cut. */
function shown(value: Json | undefined, sensitive: Marks): Json | undefined {
  if (sensitive === true) return '(sensitive)';
  if (typeof value === 'string' && value.length > LONGEST_TEXT) {
    return `${value.slice(0, LONGEST_TEXT)}…`;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => shown(item, markOf(sensitive, index)) ?? null);
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, shown(item, markOf(sensitive, key)) ?? null]),
  );
}

const dotted = (path: readonly (string | number)[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${part}`,
    '',
  );

const step = (values: Values, key: string | number): Values => ({
  before: childOf(values.before, key),
  after: childOf(values.after, key),
  unknown: markOf(values.unknown, key),
  beforeSensitive: markOf(values.beforeSensitive, key),
  afterSensitive: markOf(values.afterSensitive, key),
});

/** Keys to go into, where both sides are of the same form; undefined where they are compared as they are. */
function keysOf({ before, after, unknown }: Values): (string | number)[] | undefined {
  const sides = [before, after].filter(side => !isNothing(side));
  const parts = isObject(unknown) || Array.isArray(unknown) ? Object.keys(unknown) : [];
  if (sides.length === 0 && parts.length === 0) return undefined;
  if (sides.every(isObject) && !Array.isArray(unknown)) {
    const keys = [
      ...new Set([...sides.flatMap(side => Object.keys(side as JsonObject)), ...parts]),
    ];
    return keys.length > 0 ? keys : undefined;
  }
  if (sides.every(side => Array.isArray(side))) {
    const length = Math.max(parts.length, ...sides.map(side => (side as Json[]).length));
    return length > 0 ? Array.from({ length }, (_, index) => index) : undefined;
  }
  return undefined;
}

function* compare(
  path: readonly (string | number)[],
  values: Values,
): Generator<{ path: readonly (string | number)[] } & Omit<PlannedAttribute, 'path'>> {
  const { before, after, unknown, beforeSensitive, afterSensitive } = values;
  const differs = unknown === true || !isDeepStrictEqual(before ?? null, after ?? null);
  if (!differs && !hasMark(unknown)) return;
  if (beforeSensitive === true || afterSensitive === true) {
    yield { path, sensitive: true, ...(unknown === true ? { unknown: true } : {}) };
    return;
  }
  const keys = unknown === true ? undefined : keysOf(values);
  if (keys && path.length < 20) {
    for (const key of keys) yield* compare([...path, key], step(values, key));
    return;
  }
  const was = isNothing(before) ? undefined : shown(before, beforeSensitive);
  const becomes = isNothing(after) ? undefined : shown(after, afterSensitive);
  yield {
    path,
    ...(was === undefined ? {} : { before: was }),
    ...(unknown === true ? { unknown: true } : {}),
    ...(becomes === undefined || unknown === true ? {} : { after: becomes }),
  };
}

/** The attributes that a change changes, as people may see them. */
export function changedAttributes(change: JsonChange): PlannedAttribute[] {
  const forcing = (change.replace_paths ?? []).map(dotted);
  const forces = (path: string) =>
    forcing.some(
      root => path === root || path.startsWith(`${root}.`) || path.startsWith(`${root}[`),
    );
  const values: Values = {
    before: change.before,
    after: change.after,
    unknown: change.after_unknown,
    beforeSensitive: change.before_sensitive,
    afterSensitive: change.after_sensitive,
  };
  return [...compare([], values)].map(({ path, ...attribute }) => {
    const name = dotted(path);
    return { path: name, ...attribute, ...(forces(name) ? { forcesReplacement: true } : {}) };
  });
}
