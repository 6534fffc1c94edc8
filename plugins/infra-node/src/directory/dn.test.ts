import fc from 'fast-check';
import { dnKey, firstRdnValue, isWithin, parseDn } from './dn';

describe('parseDn', () => {
  it.each([
    ['', []],
    ['cn=a', [[{ type: 'cn', value: 'a' }]]],
    ['CN = a b ,ou=x', [[{ type: 'cn', value: 'a b' }], [{ type: 'ou', value: 'x' }]]],
    ['cn=a\\,b=c', [[{ type: 'cn', value: 'a,b=c' }]]],
    [
      'cn=a+uid=b',
      [
        [
          { type: 'cn', value: 'a' },
          { type: 'uid', value: 'b' },
        ],
      ],
    ],
    ['cn=j\\c3\\b6rg', [[{ type: 'cn', value: 'jörg' }]]],
    ['cn=back\\\\slash', [[{ type: 'cn', value: 'back\\slash' }]]],
    ['cn=\\20a\\ ', [[{ type: 'cn', value: ' a ' }]]],
    ['no name at all', [[{ type: '', value: 'no name at all' }]]],
    ['cn=a\\', [[{ type: 'cn', value: 'a\\' }]]],
  ])('reads %j', (dn, parts) => {
    expect(parseDn(dn)).toEqual(parts);
  });

  it('reads back any value that was escaped', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (value, other) => {
        const escaped = [value, other].map(text =>
          Array.from(Buffer.from(text), byte => `\\${byte.toString(16).padStart(2, '0')}`).join(''),
        );
        expect(parseDn(`cn=${escaped[0]},ou=${escaped[1]}`)).toEqual([
          [{ type: 'cn', value: Buffer.from(value).toString('utf8') }],
          [{ type: 'ou', value: Buffer.from(other).toString('utf8') }],
        ]);
      }),
    );
  });
});

describe('dnKey', () => {
  it.each([
    ['cn=Team A,ou=Groups', 'CN=team a, OU=groups'],
    ['cn=a+uid=b,dc=x', 'uid=B+cn=A,dc=X'],
    ['cn=a\\,b', 'cn=a\\2cb'],
    ['cn=a  b', 'cn=a b'],
  ])('is the same for %s and %s', (one, other) => {
    expect(dnKey(one)).toBe(dnKey(other));
  });

  it.each([
    ['cn=a,ou=b', 'cn=a'],
    ['cn=a,cn=b', 'cn=b,cn=a'],
    ['cn=a\\,cn=b', 'cn=a,cn=b'],
    ['cn=a', 'ou=a'],
  ])('differs for %s and %s', (one, other) => {
    expect(dnKey(one)).not.toBe(dnKey(other));
  });
});

describe('isWithin', () => {
  const base = 'OU=groups,dc=example';
  it.each([
    ['cn=a,ou=groups,dc=example', true, true],
    ['cn=a,ou=inner,ou=groups,dc=example', false, true],
    ['ou=groups,dc=example', false, true],
    ['cn=a,ou=people,dc=example', false, false],
    ['dc=example', false, false],
    ['cn=a\\,ou=groups,dc=example', false, false],
  ])('%s: one level %s, any level %s', (dn, one, sub) => {
    expect(isWithin(dn, base, 'one')).toBe(one);
    expect(isWithin(dn, base, 'sub')).toBe(sub);
  });
});

it('takes the value of the first part', () => {
  expect(firstRdnValue('cn=infrahub-center-admins,ou=groups')).toBe('infrahub-center-admins');
  expect(firstRdnValue('')).toBe('');
});
