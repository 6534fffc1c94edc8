import { isDeepStrictEqual } from 'node:util';

/** A plain value of YAML or JSON. */
export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

/** What is written for one resource. */
export interface Entry {
  name: string;
  teamId: string;
  resourceQuota: { cpu: number; memory: string };
  [further: string]: Plain;
}

/** One change of a values file: the entry is to be there like this, or no entry of that name is to be there. */
export type EntryChange = { put: Entry } | { remove: string };

export const nameOf = (change: EntryChange): string =>
  'put' in change ? change.put.name : change.remove;

/** A change that cannot be made; the message says what a person can do about it. */
export class ValuesError extends Error {
  readonly name = 'ValuesError';
}

export const isMap = (value: unknown): value is Record<string, Plain> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is there with what is wanted laid over it; keys that are not ours stay. */
export function overlay(present: Plain | undefined, wanted: Plain): Plain {
  if (!isMap(present) || !isMap(wanted)) return wanted;
  const merged = { ...present };
  for (const [key, value] of Object.entries(wanted)) merged[key] = overlay(present[key], value);
  return merged;
}

/** Whether laying what is wanted over what is there changes nothing. */
export const isCovered = (present: Plain | undefined, wanted: Plain): boolean =>
  isDeepStrictEqual(overlay(present, wanted), present);

/** @throws ValuesError where an entry of that name belongs to another team */
export function refuseForeign(present: Plain, wanted: Entry, path: string): void {
  const owner = isMap(present) ? present.teamId : undefined;
  if (owner === undefined || owner === null || String(owner) === wanted.teamId) return;
  throw new ValuesError(
    `${path} already has an entry "${wanted.name}", and it belongs to the team ${owner}: remove it there or choose another name`,
  );
}
