import { fault } from '../errors';
import { goPrint, goQuote } from '../print';
import { CallContext, FunctionMap, between, fixed } from './definition';
import { asInteger, asList, asString } from '../values';

/** Argument order is that of Sprig: what is worked on comes last, so that it can come from a pipeline. */
export const stringFunctions: FunctionMap = {
  upper: onString(text => text.toUpperCase()),
  lower: onString(text => text.toLowerCase()),
  title: onString(text =>
    text.replace(/(^|\s)(\S)/gu, (_, before, char) => before + char.toUpperCase()),
  ),
  untitle: onString(text =>
    text.replace(/(^|\s)(\S)/gu, (_, before, char) => before + char.toLowerCase()),
  ),
  trim: onString(text => text.trim()),
  trimAll: withOption((cut, text) => trimChars(text, cut, true, true)),
  trimLeft: withOption((cut, text) => trimChars(text, cut, true, false)),
  trimRight: withOption((cut, text) => trimChars(text, cut, false, true)),
  trimPrefix: withOption((prefix, text) =>
    text.startsWith(prefix) ? text.slice(prefix.length) : text,
  ),
  trimSuffix: withOption((suffix, text) =>
    suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
  ),
  hasPrefix: withOption((prefix, text) => text.startsWith(prefix)),
  hasSuffix: withOption((suffix, text) => text.endsWith(suffix)),
  contains: withOption((part, text) => text.includes(part)),
  split: withOption((separator, text) => text.split(separator)),
  splitList: withOption((separator, text) => text.split(separator)),
  replace: fixed(3, ([from, to, text], context) =>
    replaceAll(asString(from), asString(to), asString(text), context),
  ),
  repeat: fixed(2, ([count, text], { budget }) => {
    const times = asInteger(count);
    if (times < 0) throw fault('a string cannot be repeated less than zero times');
    budget.allocate(times * asString(text).length);
    return asString(text).repeat(times);
  }),
  substr: fixed(3, ([from, to, text]) => {
    const start = Math.max(asInteger(from), 0);
    const end = asInteger(to);
    return [...asString(text)].slice(start, end < 0 ? undefined : end).join('');
  }),
  trunc: fixed(2, ([count, text]) => {
    const length = asInteger(count);
    const chars = [...asString(text)];
    return (length < 0 ? chars.slice(length) : chars.slice(0, length)).join('');
  }),
  join: fixed(2, ([separator, list], context) =>
    joined(asString(separator), asList(list), context),
  ),
  indent: fixed(2, ([count, text], context) => indented(asInteger(count), asString(text), context)),
  nindent: fixed(
    2,
    ([count, text], context) => `\n${indented(asInteger(count), asString(text), context)}`,
  ),
  quote: between(0, undefined, (args, { budget }) =>
    args.map(value => goQuote(goPrint(value, budget))).join(' '),
  ),
  squote: between(0, undefined, (args, { budget }) =>
    args.map(value => `'${goPrint(value, budget)}'`).join(' '),
  ),
  snakecase: onString(text => words(text).join('_')),
  kebabcase: onString(text => words(text).join('-')),
  camelcase: onString(text => words(text).map(capital).join('')),
  nospace: onString(text => text.replace(/\s+/g, '')),
  sanitize: onString(text => sanitize(text)),
  sanitizeLabel: onString(text => sanitizeLabel(text)),
};

/** A name in lower case: letters and digits, everything else as single hyphens between them. */
export function sanitize(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** What every provider takes as a label: at most 63 of lower-case letters, digits, `_` and `-`. */
export function sanitizeLabel(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '_')
    .slice(0, 63);
}

function onString(work: (text: string) => string) {
  return fixed(1, ([text], { budget }) => {
    const result = work(asString(text));
    budget.allocate(result.length);
    return result;
  });
}

function withOption(work: (option: string, text: string) => string | boolean | string[]) {
  return fixed(2, ([option, text], { budget }) => {
    const result = work(asString(option), asString(text));
    if (typeof result !== 'boolean') budget.allocate(result.length);
    return result;
  });
}

function trimChars(text: string, cut: string, atStart: boolean, atEnd: boolean): string {
  const chars = new Set(cut);
  const all = [...text];
  let start = 0;
  let end = all.length;
  while (atStart && start < end && chars.has(all[start])) start += 1;
  while (atEnd && end > start && chars.has(all[end - 1])) end -= 1;
  return all.slice(start, end).join('');
}

function replaceAll(from: string, to: string, text: string, { budget }: CallContext): string {
  const pieces = text.split(from);
  budget.allocate(text.length + (pieces.length - 1) * to.length);
  // Go puts the replacement around every character when there is nothing to look for.
  return from === '' ? [...text].reduce((all, char) => all + char + to, to) : pieces.join(to);
}

function joined(separator: string, list: unknown[], { budget }: CallContext): string {
  budget.allocate(separator.length * list.length);
  const text = list.map(item => goPrint(item, budget)).join(separator);
  budget.allocate(text.length);
  return text;
}

function indented(count: number, text: string, { budget }: CallContext): string {
  const lines = text.split('\n');
  budget.allocate(Math.max(count, 0) * lines.length + text.length);
  const spaces = ' '.repeat(Math.max(count, 0));
  return lines.map(line => spaces + line).join('\n');
}

function words(text: string): string[] {
  return (text.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}]+|\p{Nd}+|\p{Lo}+/gu) ?? []).map(word =>
    word.toLowerCase(),
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
