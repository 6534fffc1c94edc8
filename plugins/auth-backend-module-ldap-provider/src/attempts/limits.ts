import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { RateLimitSettings } from '../settings';

/** Something of which failures are counted, and how many are answered within a window. */
export interface Limit {
  key: string;
  most: number;
}

/** Who tries to sign in. */
export interface Attempt {
  username: string;
  /** The caller's IP address. */
  address: string;
  /** Id of the mark that this user's last sign-in left in this browser. */
  knownBrowser?: string;
}

/** What an attempt counts against. */
export interface AttemptLimits {
  /** The narrowest one: a right password clears it. */
  own: Limit;
  /** Shared with others: a right password takes back only what it had counted itself. */
  shared: Limit[];
}

/**
 * A browser in which the user has signed in before is counted on its own. So whoever fills the limit
 * of somebody's name, or of an address that a whole company shares, locks out only those who never
 * signed in there, and those only until the window ends.
 */
export function limitsOf(attempt: Attempt, settings: RateLimitSettings): AttemptLimits {
  const most = settings.perUserAndAddress;
  if (attempt.knownBrowser) {
    return { own: { key: hashed('browser', attempt.knownBrowser), most }, shared: [] };
  }
  const user = countedName(attempt.username);
  const address = countedAddress(attempt.address);
  return {
    own: { key: hashed('user and address', user, address), most },
    shared: [
      { key: hashed('user', user), most: settings.perUser },
      { key: hashed('address', address), most: settings.perAddress },
    ],
  };
}

/** Rows have one size, whatever was typed, and name nobody. */
function hashed(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/**
 * Directories take many spellings for the same name (case, spaces, accents, invisible characters),
 * and none may buy more attempts. Two users that fall together here share a count, no more.
 */
function countedName(username: string): string {
  return username
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, '');
}

/** Whoever has one IPv6 address usually has the 2^64 around it. */
function countedAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1];
  return isIPv6(address) ? networkOf(address) : address;
}

function networkOf(address: string): string {
  const [head, tail] = address.split('%')[0].split('::');
  const groups = (text: string | undefined) => (text ? text.split(':') : []);
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(Math.max(0, missing)).fill('0'), ...groups(tail)];
  return all
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(':');
}
