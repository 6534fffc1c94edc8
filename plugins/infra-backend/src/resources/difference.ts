import type { RevisionDiff } from '@bailiwick/backstage-plugin-infra-common';
import { isDeepStrictEqual } from 'node:util';

type Change = RevisionDiff['changes'][number];
type Json = Change['before'];

const escape = (part: string) => part.replace(/~/g, '~0').replace(/\//g, '~1');

const isObject = (value: unknown): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What differs between two values, each place with its JSON pointer. A list that differs is one change: which of its items became
 * which nobody can tell.
 */
export function differences(before: Json, after: Json, pointer = ''): Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap(key => differences(before[key], after[key], `${pointer}/${escape(key)}`));
  }
  return [
    {
      pointer,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}
