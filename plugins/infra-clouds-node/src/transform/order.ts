import type { Effect } from './types';

/** A place of a template, as far as the order of evaluation goes. */
export type OrderedSlot = { parameter: string; late: boolean };
/** An argument in the order in which the caller evaluates it. */
export type OrderedArgument = { parameter: string; effect: Effect; name?: string };

function mayCross(
  a: OrderedArgument,
  b: OrderedArgument,
  rebinds: (name: string) => boolean,
): boolean {
  if (a.effect === 'constant' || b.effect === 'constant') return true;
  for (const [one, other] of [
    [a, b],
    [b, a],
  ]) {
    if (one.effect !== 'name') continue;
    return other.effect !== 'active' || !one.name || !rebinds(one.name);
  }
  return a.effect === 'pure' && b.effect === 'pure';
}

/**
 * Whether arguments can be evaluated where a template has them without anyone noticing: nothing that calls or may fail changes places
 * with another such, and nothing of the kind comes after something that the template itself has called.
 * @param rebinds whether a call can make a name mean something else
 */
export function keepsOrder(
  caller: readonly OrderedArgument[],
  slots: readonly OrderedSlot[],
  rebinds: (name: string) => boolean,
): boolean {
  const place = new Map(slots.map((slot, index) => [slot.parameter, index]));
  for (const [index, argument] of caller.entries()) {
    const mine = place.get(argument.parameter);
    if (mine === undefined) {
      if (argument.effect !== 'constant' && argument.effect !== 'name') return false;
      continue;
    }
    const risky = argument.effect === 'read' || argument.effect === 'active';
    if (slots[mine].late && risky) return false;
    for (const other of caller.slice(index + 1)) {
      const theirs = place.get(other.parameter);
      if (theirs !== undefined && theirs < mine && !mayCross(argument, other, rebinds))
        return false;
    }
  }
  return true;
}
