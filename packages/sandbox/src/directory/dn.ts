import { DN, parseDN } from 'ldapjs';

export const BASE_DN = 'dc=bailiwick,dc=example';
export const PEOPLE_DN = `ou=people,${BASE_DN}`;
export const GROUPS_DN = `ou=groups,${BASE_DN}`;
export const READER_DN = `cn=reader,${BASE_DN}`;

/** The DN of an entry named by one attribute; special characters of the value are escaped. */
export function childDn(attribute: string, value: string, parent: string): string {
  const escaped = value
    .replace(/[\\",+<>;=]/g, character => `\\${character}`)
    .replace(/^[ #]|(?<=.) $/g, character => `\\${character}`);
  return `${attribute}=${escaped},${parent}`;
}

const CANONICAL_BUT_FOR_CASE = /^\w+=[\w.-]+(,\w+=[\w.-]+)*$/;

/** One spelling for all spellings of the same DN; undefined when the text is no DN. */
export function canonicalDn(dn: string | DN): string | undefined {
  if (typeof dn === 'string' && CANONICAL_BUT_FOR_CASE.test(dn)) return dn.toLowerCase();
  try {
    const parsed = typeof dn === 'string' ? parseDN(dn) : dn;
    return parsed.toString().toLowerCase();
  } catch {
    return undefined; // the caller decides what text that is no DN means
  }
}

/** The canonical DN of the entry above. */
export function parentOf(canonical: string): string {
  return canonical.replace(/^(?:\\.|[^\\,])*,?/, '');
}
