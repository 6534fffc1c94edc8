import { JsonObject } from '@backstage/types';
import { Directory, startDirectory } from '@bailiwick/sandbox';
import { clientOf, describeOnLinux, PASSWORD } from './__testUtils__/directories';
import { DirectoryProxy, Fate, startProxy } from './__testUtils__/proxy';

const REFUSED = expect.objectContaining({ code: 'INVALID_CREDENTIALS', statusCode: 401 });
const UNAVAILABLE = expect.objectContaining({ code: 'DIRECTORY_UNAVAILABLE', statusCode: 503 });
const SERVICE_SECRET = 'bailiwick';

describe('DirectoryClient on a bad day', () => {
  let directory: Directory;
  let proxy: DirectoryProxy;
  let settings: JsonObject;
  const opened: { close(): Promise<void> }[] = [];

  const open = (changes: JsonObject = {}) => {
    const { client, logged } = clientOf({ ...settings, ...changes });
    opened.push(client);
    return { client, logged };
  };

  beforeAll(async () => {
    directory = await startDirectory({
      users: [{ uid: 'tess', name: 'Tess Vermeulen', password: PASSWORD }],
      groups: [{ name: 'team', members: ['tess'] }],
      tls: true,
    });
  });
  afterAll(() => directory.stop());
  beforeEach(async () => {
    proxy = await startProxy(directory.url);
    settings = {
      url: proxy.url,
      allowPlain: true,
      bind: { dn: directory.bindDn, secret: directory.bindPassword },
      users: { dn: directory.peopleDn },
      groups: { dn: directory.groupsDn },
      timeout: { connect: { milliseconds: 500 }, operation: { milliseconds: 500 } },
    };
  });
  afterEach(async () => {
    directory.faults.reset();
    for (const client of opened.splice(0)) await client.close();
    await proxy.stop();
  });

  const questions: [string, (client: ReturnType<typeof open>['client']) => Promise<unknown>][] = [
    ['a right password', client => client.authenticate('tess', PASSWORD)],
    ['a wrong password', client => client.authenticate('tess', 'wrong')],
    ['an unknown user', client => client.authenticate('nobody', PASSWORD)],
    ['a lookup', client => client.lookup('tess')],
    ['a list of users', client => client.listUsers()],
    ['a list of groups', client => client.listGroups()],
  ];

  it.each(questions)('answers %s with unavailable while the directory is down', async (_, ask) => {
    directory.faults.set({ down: true });
    const { client } = open();
    await expect(ask(client)).rejects.toEqual(UNAVAILABLE);
    directory.faults.reset();
    await expect(client.lookup('tess')).resolves.toMatchObject({ username: 'tess' });
  });

  it('answers unavailable where nothing listens', async () => {
    await proxy.stop();
    await expect(open().client.lookup('tess')).rejects.toEqual(UNAVAILABLE);
  });

  it.each<[string, Fate[]]>([
    ['accepts the service account and never answers', ['hang']],
    ['accepts the user and never answers', ['pass', 'hang']],
    ['does not speak LDAP', ['garbage']],
    ['does not speak LDAP to the user', ['pass', 'garbage']],
    ['is busy (51)', ['pass', 51]],
    ['is unavailable (52)', ['pass', 52]],
    ['is unwilling (53)', ['pass', 53]],
    ['wants encryption (13)', ['pass', 13]],
    ['wants stronger authentication (8)', ['pass', 8]],
    ['has an internal error (80)', ['pass', 80]],
    ['refuses the service account (49)', [49]],
    ['lets the service account not in (50)', [50]],
  ])('answers unavailable when the directory %s, and recovers', async (_, fates) => {
    proxy.next(...fates);
    const { client, logged } = open();
    await expect(client.authenticate('tess', PASSWORD)).rejects.toEqual(UNAVAILABLE);
    await expect(client.authenticate('tess', PASSWORD)).resolves.toMatchObject({
      username: 'tess',
    });
    expect(logged()).toContain('directory');
    expect(logged()).not.toContain(PASSWORD);
    expect(logged()).not.toContain(SERVICE_SECRET);
  });

  it.each([
    ['wrong password (49)', 49],
    ['no password to compare with (48)', 48],
    ['an entry that has just been deleted (32)', 32],
    ['an account that is locked in 389 Directory Server (19)', 19],
  ])('takes %s for what the directory says about the user', async (_, code) => {
    proxy.next('pass', code);
    await expect(open().client.authenticate('tess', PASSWORD)).rejects.toEqual(REFUSED);
  });

  it('reports a wrong secret of the service account as unavailable, without the secret', async () => {
    const { client, logged } = open({ bind: { dn: directory.bindDn, secret: 'not the secret' } });
    await expect(client.authenticate('tess', PASSWORD)).rejects.toEqual(UNAVAILABLE);
    expect(logged()).toContain('refused');
    expect(logged()).not.toContain('not the secret');
  });

  it('connects anew, without a failed call, after the directory closed the connection', async () => {
    const { client } = open();
    await client.lookup('tess');
    proxy.cut();
    await expect(client.lookup('tess')).resolves.toMatchObject({ username: 'tess' });
    proxy.cut();
    await expect(
      Promise.all(Array.from({ length: 20 }, () => client.lookup('tess'))),
    ).resolves.toHaveLength(20);
    expect(proxy.connections).toBe(3);
  });

  it('gives up a connection that fell silent', async () => {
    const { client } = open();
    await client.lookup('tess');
    proxy.silence();
    await expect(client.lookup('tess')).rejects.toEqual(UNAVAILABLE);
    await expect(client.lookup('tess')).resolves.toMatchObject({ username: 'tess' });
  });

  it('takes the same steps for an unknown user as for a wrong password', async () => {
    const { client } = open();
    await client.lookup('tess');
    await expect(client.authenticate('tess', 'wrong')).rejects.toEqual(REFUSED);
    expect(proxy.connections).toBe(2);
    await expect(client.authenticate('nobody', 'wrong')).rejects.toEqual(REFUSED);
    expect(proxy.connections).toBe(3);
  });

  it('asks the directory nothing about an empty password', async () => {
    const { client } = open();
    await expect(client.authenticate('tess', '')).rejects.toEqual(REFUSED);
    expect(proxy.connections).toBe(0);
  });

  it('can be used again after it was closed', async () => {
    const { client } = open();
    await client.lookup('tess');
    await client.close();
    await expect(client.lookup('tess')).resolves.toMatchObject({ username: 'tess' });
  });

  describe('over StartTLS', () => {
    it.each<[string, Fate]>([
      ['agrees to encrypt and then falls silent', 'hang in TLS'],
      ['never answers', 'hang'],
      ['does not know how to', 'pass'],
    ])('answers unavailable when the directory %s', async (_, fate) => {
      proxy.next(fate);
      const { client } = open({ startTls: true });
      await expect(client.authenticate('tess', PASSWORD)).rejects.toEqual(UNAVAILABLE);
    });
  });

  describe('over LDAPS', () => {
    const secure = (tls: JsonObject) =>
      open({ url: directory.secureUrl as string, allowPlain: false, tls });

    it('accepts a directory whose certificate it was told to trust', async () => {
      const { client } = secure({ ca: directory.certificate as string });
      await expect(client.authenticate('tess', PASSWORD)).resolves.toMatchObject({
        groups: [expect.stringMatching(/^cn=team,/)],
      });
    });

    it('refuses a certificate that nobody it trusts has signed', async () => {
      const { client, logged } = secure({});
      await expect(client.authenticate('tess', PASSWORD)).rejects.toEqual(UNAVAILABLE);
      expect(logged()).toContain('SELF_SIGNED');
    });

    describeOnLinux('at an address that is not in the certificate', () => {
      it('refuses it', async () => {
        const elsewhere = await startProxy(directory.secureUrl as string, '127.0.0.2');
        const { client, logged } = open({
          url: elsewhere.url.replace('ldap:', 'ldaps:'),
          tls: { ca: directory.certificate as string },
        });
        await expect(client.authenticate('tess', PASSWORD)).rejects.toEqual(UNAVAILABLE);
        expect(logged()).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
        await elsewhere.stop();
      });
    });

    it('accepts any certificate only where told so, and says that in the log', async () => {
      const { client, logged } = secure({ rejectUnauthorized: false });
      await expect(client.lookup('tess')).resolves.toMatchObject({ username: 'tess' });
      expect(logged()).toContain('rejectUnauthorized is false');
    });

    it('answers unavailable where the port speaks no TLS', async () => {
      const { client } = open({ url: directory.url.replace('ldap:', 'ldaps:') });
      await expect(client.lookup('tess')).rejects.toEqual(UNAVAILABLE);
    });

    it('answers unavailable where the TLS handshake hangs', async () => {
      proxy.next('hang');
      const { client } = open({ url: proxy.url.replace('ldap:', 'ldaps:') });
      await expect(client.lookup('tess')).rejects.toEqual(UNAVAILABLE);
    });
  });
});
