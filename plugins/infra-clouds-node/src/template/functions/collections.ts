import { fault } from '../errors';
import { goPrint } from '../print';
import {
  asInteger,
  asList,
  asMap,
  asString,
  compareStrings,
  getOwn,
  isTrue,
  kindOf,
  newMap,
  sortedKeys,
} from '../values';
import { CallContext, FunctionMap, acceptingMissing, between, fixed } from './definition';

export const collectionFunctions: FunctionMap = {
  default: acceptingMissing(
    between(1, 2, ([fallback, value]) => (isTrue(value) ? value : fallback)),
  ),
  coalesce: acceptingMissing(between(1, undefined, args => args.find(isTrue))),
  empty: acceptingMissing(fixed(1, ([value]) => !isTrue(value))),
  ternary: acceptingMissing(fixed(3, ([yes, no, condition]) => (isTrue(condition) ? yes : no))),
  required: acceptingMissing(
    fixed(2, ([message, value]) => {
      if (!isTrue(value)) throw fault(asString(message));
      return value;
    }),
  ),
  fail: fixed(1, ([message]) => {
    throw fault(asString(message));
  }),
  kindOf: acceptingMissing(fixed(1, ([value]) => kindOf(value))),

  list: between(0, undefined, (args, context) => counted([...args], context)),
  first: fixed(1, ([list]) => asList(list)[0]),
  last: fixed(1, ([list]) => asList(list).at(-1)),
  rest: fixed(1, ([list], context) => counted(asList(list).slice(1), context)),
  initial: fixed(1, ([list], context) => counted(asList(list).slice(0, -1), context)),
  append: fixed(2, ([list, item], context) => counted([...asList(list), item], context)),
  prepend: fixed(2, ([list, item], context) => counted([item, ...asList(list)], context)),
  concat: between(0, undefined, (lists, context) => counted(lists.flatMap(asList), context)),
  reverse: fixed(1, ([list], context) => counted([...asList(list)].reverse(), context)),
  compact: fixed(1, ([list], context) => counted(asList(list).filter(isTrue), context)),
  uniq: fixed(1, ([list], context) => counted([...new Set(asList(list))], context)),
  without: between(1, undefined, ([list, ...gone], context) => {
    const unwanted = new Set(gone);
    return counted(
      asList(list).filter(item => !unwanted.has(item)),
      context,
    );
  }),
  has: fixed(2, ([item, list]) => asList(list).includes(item)),
  sortAlpha: fixed(1, ([list], { budget }) =>
    asList(list)
      .map(item => goPrint(item, budget))
      .sort(compareStrings),
  ),
  until: fixed(1, ([count], context) => {
    const length = asInteger(count);
    context.budget.allocate(Math.max(length, 0));
    return Array.from({ length: Math.max(length, 0) }, (_, index) => index);
  }),

  dict: between(0, undefined, (args, context) => {
    if (args.length % 2) throw fault('expected a value for every key');
    context.budget.allocate(args.length);
    const keys = args.filter((_, index) => index % 2 === 0);
    return newMap(keys.map((key, index) => [asString(key, 'a key'), args[index * 2 + 1]]));
  }),
  get: fixed(2, ([map, key]) => getOwn(asMap(map), asString(key, 'a key'))),
  hasKey: fixed(2, ([map, key]) => Object.hasOwn(asMap(map), asString(key, 'a key'))),
  keys: fixed(1, ([map], context) => counted(sortedKeys(asMap(map)), context)),
  values: fixed(1, ([map], context) =>
    counted(
      sortedKeys(asMap(map)).map(key => asMap(map)[key]),
      context,
    ),
  ),
  pick: between(1, undefined, ([map, ...names], context) =>
    filtered(map, key => names.includes(key), context),
  ),
  omit: between(1, undefined, ([map, ...names], context) =>
    filtered(map, key => !names.includes(key), context),
  ),
  /** Of a key that several have, the first counts. */
  merge: between(1, undefined, (maps, context) => {
    const merged = newMap([...maps].reverse().flatMap(map => Object.entries(asMap(map))));
    context.budget.allocate(Object.keys(merged).length);
    return merged;
  }),
};

function counted(list: unknown[], { budget }: CallContext): unknown[] {
  budget.allocate(list.length);
  return list;
}

function filtered(map: unknown, keeps: (key: string) => boolean, { budget }: CallContext) {
  const entries = Object.entries(asMap(map)).filter(([key]) => keeps(key));
  budget.allocate(entries.length);
  return newMap(entries);
}
