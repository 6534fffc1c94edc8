import type { JsonValue } from '@backstage/types';

const IDENTIFIER = /^[A-Za-z_][\w-]*$/;

/** Text in quotes, in which nothing is taken for an expression. */
export const quoted = (text: string): string =>
  JSON.stringify(text)
    .replace(/\$\{/g, () => '$${')
    .replace(/%\{/g, () => '%%{');

const keyOf = (name: string): string => (IDENTIFIER.test(name) ? name : quoted(name));

/** Attributes in the order of their names, the equal signs beneath each other as `fmt` has them. */
export function attributes(values: Readonly<Record<string, string>>, indent: string): string {
  const names = Object.keys(values).sort();
  const width = Math.max(0, ...names.map(name => keyOf(name).length));
  return names.map(name => `${indent}${keyOf(name).padEnd(width)} = ${values[name]}\n`).join('');
}

/** A value as HCL writes it. */
export function valueOf(value: JsonValue): string {
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}
