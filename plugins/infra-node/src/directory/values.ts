import { Entry } from 'ldapts';

/** The values of an attribute as text. Directories answer with their own spelling of its name. */
export function valuesOf(entry: Entry, attribute: string): string[] {
  const wanted = attribute.toLowerCase();
  return Object.entries(entry)
    .filter(([name]) => name !== 'dn' && name.toLowerCase() === wanted)
    .flatMap(([, values]) => values)
    .map(value => value.toString());
}
