import { Entry } from 'ldapts';
import { valuesOf } from './values';

/** Attributes in which directories keep the state of an account; operational ones must be asked for by name. */
export const STATE_ATTRIBUTES = [
  'userAccountControl',
  'accountExpires',
  'nsAccountLock',
  'loginDisabled',
  'pwdAccountLockedTime',
];

const AD_DISABLED = 0x2;
const AD_EPOCH_OFFSET_MS = 11_644_473_600_000n;
const AD_NEVER = 9_223_372_036_854_775_807n;
/** The time that OpenLDAP's password policy writes when an administrator locks an account. */
const PPOLICY_LOCKED_BY_ADMINISTRATOR = '000001010000Z';

/**
 * Whether the directory says that nobody may use this account: Active Directory (disabled, expired),
 * 389 Directory Server and FreeIPA, eDirectory, OpenLDAP's password policy (locked by an
 * administrator).
 *
 * A lock after wrong passwords is left to the bind. Here it would let anybody end the session of
 * somebody else by guessing, and OpenLDAP's mark stays when the lock is over.
 */
export function isDisabled(entry: Entry, now = Date.now()): boolean {
  const control = Number(valuesOf(entry, 'userAccountControl')[0] ?? 0);
  return (
    (control & AD_DISABLED) !== 0 ||
    isExpired(valuesOf(entry, 'accountExpires')[0], now) ||
    isTrue(valuesOf(entry, 'nsAccountLock')[0]) ||
    isTrue(valuesOf(entry, 'loginDisabled')[0]) ||
    valuesOf(entry, 'pwdAccountLockedTime').includes(PPOLICY_LOCKED_BY_ADMINISTRATOR)
  );
}

/** Active Directory counts in 100 nanoseconds since 1601; 0 and the greatest number mean never. */
function isExpired(accountExpires: string | undefined, now: number): boolean {
  if (!accountExpires || !/^\d+$/.test(accountExpires)) return false;
  const ticks = BigInt(accountExpires);
  if (ticks === 0n || ticks >= AD_NEVER) return false;
  return ticks / 10_000n - AD_EPOCH_OFFSET_MS <= BigInt(now);
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true';
}
