import { isDisabled } from './accountState';

const NOW = Date.UTC(2026, 0, 1);
/** Active Directory's clock: 100 nanoseconds since 1601. */
const ticks = (time: number) => String((BigInt(time) + 11_644_473_600_000n) * 10_000n);

describe('isDisabled', () => {
  it.each([
    ['no sign of it', {}, false],
    ['a normal account', { userAccountControl: '512' }, false],
    ['a disabled account', { userAccountControl: '514' }, true],
    ['an account that never expires', { accountExpires: '0' }, false],
    ['the other never', { accountExpires: '9223372036854775807' }, false],
    ['an account that expires later', { accountExpires: ticks(NOW + 60_000) }, false],
    ['an account that has expired', { accountExpires: ticks(NOW - 60_000) }, true],
    ['an expiry that is no number', { accountExpires: 'never' }, false],
    ['389 Directory Server', { nsAccountLock: 'TRUE' }, true],
    ['389 Directory Server, enabled', { nsAccountLock: 'false' }, false],
    ['eDirectory', { loginDisabled: 'TRUE' }, true],
    ['a lock by an administrator', { pwdAccountLockedTime: '000001010000Z' }, true],
    ['a lock after wrong passwords', { pwdAccountLockedTime: '20251231235900Z' }, false],
    ['another spelling of the attribute', { NSACCOUNTLOCK: 'true' }, true],
    ['no values', { nsAccountLock: [] }, false],
  ])('%s', (_, attributes, expected) => {
    expect(isDisabled({ dn: 'uid=tess', ...attributes }, NOW)).toBe(expected);
  });
});
