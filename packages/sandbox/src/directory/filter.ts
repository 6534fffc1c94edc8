import { canonicalDn } from './dn';
import { Entry, Tree } from './tree';

/** The parts of a parsed search filter that the matching below reads. */
export interface SearchFilter {
  type: string;
  attribute?: string;
  value?: string;
  clauses: SearchFilter[];
  initial?: string;
  any?: string[];
  final?: string;
  matchingRule?: string;
}

const DN_ATTRIBUTES = new Set(['member', 'memberof', 'entrydn']);
/** Follows memberships through nested groups; Active Directory's rule, known by many clients. */
const IN_CHAIN = '1.2.840.113556.1.4.1941';
const BITWISE_AND = '1.2.840.113556.1.4.803';

/** Whether the entry fits the filter; values compare without regard to case, DNs by meaning. */
export function matches(filter: SearchFilter, entry: Entry, tree: Tree): boolean {
  switch (filter.type) {
    case 'AndFilter':
      return filter.clauses.every(clause => matches(clause, entry, tree));
    case 'OrFilter':
      return filter.clauses.some(clause => matches(clause, entry, tree));
    case 'NotFilter':
      return !filter.clauses.some(clause => matches(clause, entry, tree));
    case 'PresenceFilter':
      return valuesOf(entry, filter.attribute).length > 0;
    case 'EqualityFilter':
    case 'ApproximateFilter':
      return hasValue(entry, filter.attribute, filter.value ?? '');
    case 'SubstringFilter':
      return valuesOf(entry, filter.attribute).some(value => fitsPattern(value, filter));
    case 'GreaterThanEqualsFilter':
      return valuesOf(entry, filter.attribute).some(value => compare(value, filter.value) >= 0);
    case 'LessThanEqualsFilter':
      return valuesOf(entry, filter.attribute).some(value => compare(value, filter.value) <= 0);
    case 'ExtensibleFilter':
      return matchesRule(filter, entry, tree);
    default:
      return false;
  }
}

/** All values of an attribute, whatever the case of its name. */
export function valuesOf(entry: Entry, attribute = ''): string[] {
  const wanted = attribute.toLowerCase();
  for (const group of [entry.attributes, entry.operational]) {
    for (const [name, values] of Object.entries(group)) {
      if (name.toLowerCase() === wanted) return values;
    }
  }
  return [];
}

function hasValue(entry: Entry, attribute: string | undefined, wanted: string): boolean {
  const values = valuesOf(entry, attribute);
  if (DN_ATTRIBUTES.has((attribute ?? '').toLowerCase())) {
    const dn = canonicalDn(wanted);
    return dn !== undefined && values.some(value => canonicalDn(value) === dn);
  }
  return values.some(value => value.toLowerCase() === wanted.toLowerCase());
}

function fitsPattern(value: string, filter: SearchFilter): boolean {
  const text = value.toLowerCase();
  const initial = (filter.initial ?? '').toLowerCase();
  const final = (filter.final ?? '').toLowerCase();
  if (!text.startsWith(initial)) return false;
  let position = initial.length;
  for (const part of filter.any ?? []) {
    const found = text.indexOf(part.toLowerCase(), position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return text.length - final.length >= position && text.endsWith(final);
}

function compare(value: string, bound = ''): number {
  const [a, b] = [Number(value), Number(bound)];
  if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  return value.toLowerCase().localeCompare(bound.toLowerCase(), 'en');
}

function matchesRule(filter: SearchFilter, entry: Entry, tree: Tree): boolean {
  const { attribute = '', value: wanted = '' } = filter;
  switch (filter.matchingRule) {
    case BITWISE_AND:
      return valuesOf(entry, attribute).some(value => {
        const bits = Number(wanted);
        return (Number(value) & bits) === bits;
      });
    case IN_CHAIN:
      return reaches(entry, attribute, canonicalDn(wanted), tree);
    default:
      return !filter.matchingRule && hasValue(entry, attribute, wanted);
  }
}

function reaches(entry: Entry, attribute: string, wanted: string | undefined, tree: Tree): boolean {
  const seen = new Set<string>();
  const queue = [entry];
  for (let next = queue.pop(); next; next = queue.pop()) {
    for (const value of valuesOf(next, attribute)) {
      const dn = canonicalDn(value) ?? value;
      if (dn === wanted) return true;
      const linked = tree.get(dn);
      if (linked && !seen.has(dn)) queue.push(linked);
      seen.add(dn);
    }
  }
  return false;
}
