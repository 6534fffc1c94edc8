import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readDirectorySettings } from './settings';

const least = {
  url: 'ldaps://directory.example',
  users: { dn: 'ou=people' },
  groups: { dn: 'ou=groups' },
};
const read = (directory: JsonObject) =>
  readDirectorySettings(new ConfigReader({ infra: { directory } }));

describe('readDirectorySettings', () => {
  it('fills in what is left out', () => {
    expect(read(least)).toEqual({
      url: 'ldaps://directory.example',
      host: 'directory.example',
      startTls: false,
      tls: { ca: undefined, rejectUnauthorized: true },
      bind: undefined,
      users: {
        dn: 'ou=people',
        filter: '(objectClass=person)',
        scope: 'sub',
        map: { username: 'uid', displayName: 'cn', email: 'mail' },
      },
      groups: {
        dn: 'ou=groups',
        filter: '(|(objectClass=groupOfNames)(objectClass=group))',
        scope: 'sub',
        membership: 'member',
        map: { name: 'cn', member: 'member', memberOf: 'memberOf' },
      },
      timeout: { connectMs: 3000, operationMs: 5000 },
      pageSize: 500,
    });
  });

  it('reads what is said', () => {
    const settings = read({
      url: 'ldap://[::1]:1389',
      startTls: true,
      bind: { dn: 'cn=reader', secret: 'secret' },
      users: { dn: 'ou=p', filter: '(a=b)', scope: 'one', map: { username: 'sAMAccountName' } },
      groups: { dn: 'ou=g', membership: 'memberOf', map: { member: 'uniqueMember' } },
      timeout: { connect: { seconds: 1 }, operation: '2s' },
      pageSize: 10,
    });
    expect(settings).toMatchObject({
      host: '::1',
      startTls: true,
      bind: { dn: 'cn=reader', secret: 'secret' },
      users: { filter: '(a=b)', scope: 'one', map: { username: 'sAMAccountName', email: 'mail' } },
      groups: { membership: 'memberOf', map: { member: 'uniqueMember' } },
      timeout: { connectMs: 1000, operationMs: 2000 },
      pageSize: 10,
    });
  });

  it.each<[string, JsonObject, string]>([
    ['no URL', { url: 'directory.example' }, 'infra.directory.url must be ldap://'],
    ['another protocol', { url: 'https://directory.example' }, 'infra.directory.url must be'],
    ['no host', { url: 'ldaps:///' }, 'infra.directory.url must be'],
    ['credentials in the URL', { url: 'ldaps://a:b@host' }, 'must not contain credentials'],
    ['plain LDAP', { url: 'ldap://host' }, 'infra.directory.url is plain ldap://'],
    ['plain LDAP, refused', { url: 'ldap://host', allowPlain: false }, 'set startTls: true'],
    ['StartTLS over LDAPS', { startTls: true }, 'infra.directory.startTls is for ldap://'],
    ['a path for a certificate', { tls: { ca: '/etc/ca.pem' } }, 'infra.directory.tls.ca must be'],
    ['a bind without a secret', { bind: { dn: 'cn=reader' } }, 'bind.secret'],
    ['a bind with an empty secret', { bind: { dn: 'cn=reader', secret: '' } }, 'bind.secret'],
    ['no users', { users: {} }, 'users.dn'],
    [
      'a broken filter',
      { users: { dn: 'ou=p', filter: '(a=b' } },
      'infra.directory.users.filter is not an LDAP filter: (a=b',
    ],
    [
      'an unknown scope',
      { groups: { dn: 'ou=g', scope: 'all' } },
      'infra.directory.groups.scope must be sub or one',
    ],
    [
      'an unknown membership',
      { groups: { dn: 'ou=g', membership: 'both' } },
      'infra.directory.groups.membership must be member or memberOf',
    ],
    ['no time at all', { timeout: { connect: { seconds: 0 } } }, 'timeout.connect must be longer'],
    ['pages of nothing', { pageSize: 0 }, 'infra.directory.pageSize must be a whole number'],
  ])('refuses %s in one sentence', (_, changes, sentence) => {
    expect(() => read({ ...least, ...changes })).toThrow(sentence);
  });

  it('accepts plain LDAP where told so', () => {
    expect(read({ ...least, url: 'ldap://host', allowPlain: true })).toMatchObject({
      url: 'ldap://host',
      startTls: false,
    });
  });
});
