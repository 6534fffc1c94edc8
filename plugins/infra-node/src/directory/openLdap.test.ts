import { loopbackCertificate } from '@bailiwick/sandbox';
import { JsonObject } from '@backstage/types';
import {
  clientOf,
  describeOnLinux,
  describeOpenLdap,
  openLdapDirectory,
  PASSWORD,
} from './__testUtils__/directories';
import { startProxy } from './__testUtils__/proxy';
import { LOCKS_AFTER_THREE, SUFFIX } from './__testUtils__/slapd';
import { firstRdnValue } from './dn';

const REFUSED = expect.objectContaining({ code: 'INVALID_CREDENTIALS', statusCode: 401 });
const UNAVAILABLE = expect.objectContaining({ code: 'DIRECTORY_UNAVAILABLE', statusCode: 503 });

describeOpenLdap('DirectoryClient on OpenLDAP (slapd must be installed)', () => {
  let certificate: { key: string; certificate: string };
  let directory: Awaited<ReturnType<typeof openLdapDirectory>>;
  const opened: { close(): Promise<void> }[] = [];

  const people = `ou=people,${SUFFIX}`;
  const groups = `ou=groups,${SUFFIX}`;
  const open = (changes: JsonObject = {}) => {
    const { client, logged } = clientOf({ ...directory.settings, ...changes });
    opened.push(client);
    return { client, logged };
  };
  const byMemberOf = { groups: { dn: groups, membership: 'memberOf' } };
  const person = (attributes: Record<string, string | string[]>) => ({
    objectClass: 'inetOrgPerson',
    cn: 'Somebody',
    sn: 'Somebody',
    userPassword: PASSWORD,
    ...attributes,
  });

  beforeAll(async () => {
    certificate = await loopbackCertificate();
    directory = await openLdapDirectory({ tls: certificate });
  });
  afterAll(() => directory.stop());
  afterEach(async () => {
    for (const client of opened.splice(0)) await client.close();
  });

  it('signs in a user whose name holds a backslash', async () => {
    await directory.slapd.add(`uid=back\\\\slash,${people}`, person({ uid: 'back\\slash' }));
    await expect(open().client.authenticate('back\\slash', PASSWORD)).resolves.toMatchObject({
      username: 'back\\slash',
    });
  });

  it('survives a restart of the directory', async () => {
    const { client } = open();
    await client.lookup('tess');
    await directory.slapd.restart();
    await expect(client.authenticate('tess', PASSWORD)).resolves.toMatchObject({
      username: 'tess',
    });
  });

  it('knows one user by one name, though the directory accepts several', async () => {
    await directory.slapd.add(`uid=wilma,${people}`, person({ uid: ['wilma', 'alias'] }));
    const { client } = open();
    await expect(client.authenticate('alias', PASSWORD)).resolves.toMatchObject({
      username: 'wilma',
    });
  });

  it('lets nobody in whose name two entries share', async () => {
    await directory.slapd.add(`ou=visitors,${people}`, {
      objectClass: 'organizationalUnit',
      ou: 'visitors',
    });
    await directory.slapd.add(`uid=double,${people}`, person({ uid: 'double' }));
    await directory.slapd.add(`uid=double,ou=visitors,${people}`, person({ uid: 'double' }));
    const { client, logged } = open();
    await expect(client.authenticate('double', PASSWORD)).rejects.toEqual(REFUSED);
    expect(logged()).toContain(`uid=double,ou=visitors,${people}`);

    const direct = open({ users: { dn: people, scope: 'one' } });
    await expect(direct.client.authenticate('double', PASSWORD)).resolves.toMatchObject({
      dn: `uid=double,${people}`,
    });
  });

  it('finds only people who pass the filter', async () => {
    const { client } = open({ users: { dn: people, filter: '(mail=tom@example.org)' } });
    await expect(client.authenticate('tess', PASSWORD)).rejects.toEqual(REFUSED);
    await expect(client.authenticate('tom', PASSWORD)).resolves.toMatchObject({ username: 'tom' });
  });

  it('ends no session because somebody guesses passwords', async () => {
    const dn = `uid=guessed,${people}`;
    await directory.slapd.add(dn, person({ uid: 'guessed' }));
    await directory.slapd.set(dn, 'pwdPolicySubentry', [LOCKS_AFTER_THREE]);
    const { client } = open();
    for (const guess of ['one', 'two', 'three']) {
      await expect(client.authenticate('guessed', guess)).rejects.toEqual(REFUSED);
    }
    await expect(client.authenticate('guessed', PASSWORD)).rejects.toEqual(REFUSED);
    await expect(client.lookup('guessed')).resolves.toMatchObject({ username: 'guessed' });
  });

  it('counts a group only where it lies beneath groups.dn and passes the filter', async () => {
    const dn = `uid=gwen,${people}`;
    await directory.slapd.add(dn, person({ uid: 'gwen' }));
    for (const [group, description] of [
      [`cn=in,${groups}`, 'ours'],
      [`cn=other,${groups}`, 'theirs'],
      [`cn=out,${people}`, 'ours'],
    ]) {
      await directory.slapd.add(group, {
        objectClass: 'groupOfNames',
        cn: firstRdnValue(group),
        member: dn,
        description,
      });
    }
    for (const membership of ['member', 'memberOf']) {
      const { client } = open({
        groups: { dn: groups, filter: '(description=ours)', membership },
      });
      await expect(client.lookup('gwen')).resolves.toMatchObject({ groups: [`cn=in,${groups}`] });
    }
  });

  it('does not believe a memberOf value whose group is gone', async () => {
    const dn = `uid=stale,${people}`;
    await directory.slapd.add(dn, person({ uid: 'stale' }));
    await directory.slapd.add(`cn=short-lived,${groups}`, {
      objectClass: 'groupOfNames',
      cn: 'short-lived',
      member: dn,
    });
    const { client } = open(byMemberOf);
    await expect(client.lookup('stale')).resolves.toMatchObject({
      groups: [`cn=short-lived,${groups}`],
    });
    await directory.slapd.remove(`cn=short-lived,${groups}`);
    await expect(client.lookup('stale')).resolves.toMatchObject({ groups: [] });
  });

  it('finds a user in more groups, and lists more people, than one answer holds', async () => {
    const dn = `uid=busy,${people}`;
    await directory.slapd.add(dn, person({ uid: 'busy' }));
    const names = Array.from({ length: 130 }, (_, index) => `many-${index}`);
    for (const cn of names) {
      await directory.slapd.add(`cn=${cn},${groups}`, {
        objectClass: 'groupOfNames',
        cn,
        member: dn,
      });
      await directory.slapd.add(`uid=${cn},${people}`, person({ uid: cn }));
    }
    const expected = { groups: names.map(cn => `cn=${cn},${groups}`).sort() };
    await expect(open().client.lookup('busy')).resolves.toMatchObject(expected);
    await expect(open(byMemberOf).client.lookup('busy')).resolves.toMatchObject(expected);
    const listed = await open({ pageSize: 50 }).client.listUsers();
    expect(listed.filter(({ username }) => username.startsWith('many-'))).toHaveLength(130);
    expect(listed.find(({ username }) => username === 'busy')).toMatchObject(expected);
  });

  describe('over StartTLS', () => {
    const encrypted = (changes: JsonObject) =>
      open({ allowPlain: false, startTls: true, ...changes });

    it('accepts a directory whose certificate it was told to trust, again after a restart', async () => {
      const { client } = encrypted({ tls: { ca: certificate.certificate } });
      await expect(client.authenticate('tess', PASSWORD)).resolves.toMatchObject({
        username: 'tess',
      });
      await expect(client.authenticate('tess', 'wrong')).rejects.toEqual(REFUSED);
      await directory.slapd.restart();
      await expect(client.lookup('tess')).resolves.toMatchObject({ username: 'tess' });
    });

    it('refuses a certificate that nobody it trusts has signed', async () => {
      const { client, logged } = encrypted({});
      await expect(client.authenticate('tess', PASSWORD)).rejects.toEqual(UNAVAILABLE);
      expect(logged()).toContain('SELF_SIGNED');
    });

    describeOnLinux('at an address that is not in the certificate', () => {
      it('refuses it', async () => {
        const proxy = await startProxy(directory.slapd.url, '127.0.0.2');
        const { client, logged } = encrypted({
          url: proxy.url,
          tls: { ca: certificate.certificate },
        });
        await expect(client.authenticate('tess', PASSWORD)).rejects.toEqual(UNAVAILABLE);
        expect(logged()).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
        await proxy.stop();
      });
    });

    it('sends nothing in the clear to a directory that has no TLS', async () => {
      const plain = await openLdapDirectory();
      const { client, logged } = encrypted({ url: plain.slapd.url });
      await expect(client.authenticate('tess', PASSWORD)).rejects.toEqual(UNAVAILABLE);
      expect(logged()).toContain('refused');
      await plain.stop();
    });
  });
});
