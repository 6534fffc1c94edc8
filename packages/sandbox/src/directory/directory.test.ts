import { once } from 'node:events';
import { connect } from 'node:net';
import { Client } from 'ldapts';
import { Directory, startDirectory } from './index';

const open: Client[] = [];

async function bound(directory: Directory, dn = directory.bindDn, password = 'bailiwick') {
  const client = new Client({ url: directory.url, timeout: 5000, connectTimeout: 5000 });
  open.push(client);
  await client.bind(dn, password);
  return client;
}

async function names(client: Client, base: string, filter: string, name = 'cn') {
  const { searchEntries } = await client.search(base, { filter, attributes: [name] });
  return searchEntries.map(entry => entry[name]);
}

afterEach(async () => {
  await Promise.all(open.splice(0).map(client => client.unbind()));
});

describe('the demo directory', () => {
  let directory: Directory;
  beforeAll(async () => {
    directory = await startDirectory();
  });
  afterEach(() => directory.faults.reset());
  afterAll(() => directory.stop());

  const dnOf = (uid: string) => `uid=${uid},${directory.peopleDn}`;

  it('binds every demo account, and refuses a wrong password', async () => {
    for (const uid of 'paul ada fred dora tess tom mia otto nina'.split(' ')) {
      await bound(directory, dnOf(uid));
    }
    await expect(bound(directory, dnOf('tess'), 'wrong')).rejects.toMatchObject({ code: 49 });
    await expect(bound(directory, dnOf('nobody'))).rejects.toMatchObject({ code: 49 });
  });

  it('binds whatever the spelling of the DN', async () => {
    await expect(
      bound(directory, 'UID=Tess, OU=People, DC=bailiwick, DC=example'),
    ).resolves.toBeInstanceOf(Client);
  });

  it('never takes a name without a password for a sign-in', async () => {
    await expect(bound(directory, dnOf('tess'), '')).rejects.toMatchObject({ code: 53 });
  });

  it('lets nobody read without a bind', async () => {
    const client = new Client({ url: directory.url });
    open.push(client);
    await expect(names(client, directory.baseDn, '(cn=*)')).rejects.toMatchObject({ code: 50 });
  });

  it('holds about 200 people, and leads and members for each of 30 teams', async () => {
    const client = await bound(directory);
    const people = await names(client, directory.peopleDn, '(objectClass=inetOrgPerson)', 'uid');
    expect(new Set(people).size).toBe(people.length);
    expect(people.length).toBeGreaterThan(180);
    expect(people.length).toBeLessThan(220);
    for (const prefix of ['infrahub-team-leads', 'infrahub-team-members']) {
      const { searchEntries } = await client.search(directory.groupsDn, {
        filter: `(&(cn=${prefix}-*)(member=*))`,
      });
      const teams = searchEntries.filter(({ cn }) => !`${cn}`.endsWith('archive'));
      expect(teams).toHaveLength(30);
    }
  });

  it('gives the demo accounts their groups', async () => {
    const client = await bound(directory);
    const groupsOf = async (uid: string) => {
      const { searchEntries } = await client.search(directory.peopleDn, {
        filter: `(uid=${uid})`,
        attributes: ['memberOf'],
      });
      return [searchEntries[0].memberOf].flat();
    };
    expect(await groupsOf('paul')).toEqual([`cn=infrahub-platform-admins,${directory.groupsDn}`]);
    expect(await groupsOf('fred')).toEqual([
      `cn=infrahub-field-admins-commerce,${directory.groupsDn}`,
    ]);
    expect(await groupsOf('dora')).toEqual([
      `cn=infrahub-dept-admins-payments,${directory.groupsDn}`,
    ]);
    expect(await groupsOf('mia')).toEqual([
      `cn=infrahub-team-members-checkout,${directory.groupsDn}`,
    ]);
    expect(await groupsOf('nina')).toEqual([]);
  });

  it('returns memberOf, entryDN and entryUUID as operational attributes only', async () => {
    const client = await bound(directory);
    const read = async (attributes: string[]) =>
      (await client.search(dnOf('tess'), { scope: 'base', attributes })).searchEntries[0];
    const plain = await read(['*']);
    expect(plain).toMatchObject({
      uid: 'tess',
      cn: 'Tess Vermeulen',
      mail: 'tess@bailiwick.example',
    });
    expect(plain).not.toHaveProperty('memberOf');
    expect(plain).not.toHaveProperty('userPassword');
    const all = await read(['*', '+']);
    expect(all).toMatchObject({
      uid: 'tess',
      memberOf: `cn=infrahub-team-leads-checkout,${directory.groupsDn}`,
      entryDN: dnOf('tess'),
      entryUUID: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    });
    expect(Object.keys(await read(['UID']))).toEqual(['dn', 'uid']);
    expect(await read(['1.1'])).not.toHaveProperty('uid');
  });

  it('honours the scope', async () => {
    const client = await bound(directory);
    const count = async (scope: 'base' | 'one' | 'sub') =>
      (await client.search(directory.baseDn, { scope })).searchEntries.length;
    expect(await count('base')).toBe(1);
    expect(await count('one')).toBe(3);
    expect(await count('sub')).toBeGreaterThan(250);
    await expect(names(client, `ou=nowhere,${directory.baseDn}`, '(cn=*)')).rejects.toMatchObject({
      code: 32,
    });
  });

  it.each([
    ['(uid=TESS)', ['Tess Vermeulen']],
    ['(|(uid=tess)(uid=tom))', ['Tess Vermeulen', 'Tom Achterberg']],
    ['(&(cn=T*m*)(!(uid=tess))(mail=tom@*))', ['Tom Achterberg']],
    ['(cn=*ka*ski*)', []],
    ['(cn=*wal*ska)', ['Nina Kowalska']],
    ['(cn=mia SØRENSEN)', ['Mia Sørensen']],
    ['(cn=*SØR*)', ['Mia Sørensen']],
    ['(cn=Paul \\2a)', []],
    ['(uid=te\\5c73s)', []],
    [
      '(memberOf=CN=infrahub-team-leads-risk, OU=groups, DC=bailiwick, DC=example)',
      ['Tom Achterberg'],
    ],
    ['(&(uid=ada)(userAccountControl:1.2.840.113556.1.4.803:=512))', ['Ada Okafor']],
    ['(&(uid=ada)(userAccountControl:1.2.840.113556.1.4.803:=2))', []],
  ])('answers the filter %s', async (filter, expected) => {
    const client = await bound(directory);
    expect(await names(client, directory.peopleDn, filter)).toEqual(expected);
  });

  it('nests groups, and follows them by the rule that walks a chain', async () => {
    const client = await bound(directory);
    const checkout = `cn=infrahub-team-members-checkout,${directory.groupsDn}`;
    const contractors = `cn=checkout-contractors,${directory.groupsDn}`;
    const people = async (filter: string) => names(client, directory.peopleDn, filter, 'uid');
    const direct = await people(`(memberOf=${checkout})`);
    const nested = await people(`(memberOf=${contractors})`);
    expect(nested).toHaveLength(2);
    expect(direct).not.toEqual(expect.arrayContaining(nested));
    expect(await people(`(memberOf:1.2.840.113556.1.4.1941:=${checkout})`)).toEqual(
      expect.arrayContaining([...direct, ...nested]),
    );
  });

  it('pages, and sends no more than was asked for', async () => {
    const client = await bound(directory);
    const all = await names(client, directory.baseDn, '(cn=*)');
    const { searchEntries } = await client.search(directory.baseDn, {
      filter: '(cn=*)',
      paged: { pageSize: 40 },
    });
    expect(searchEntries).toHaveLength(all.length);
    const first = await client.search(directory.baseDn, { filter: '(cn=*)', sizeLimit: 10 });
    expect(first.searchEntries).toHaveLength(10);
  });

  it('hangs up on a message that makes no sense, and goes on', async () => {
    const socket = connect(Number(new URL(directory.url).port), '127.0.0.1');
    socket.write(Buffer.from('300c0201016307040001010001', 'hex'));
    socket.write(Buffer.from('00', 'hex'));
    await once(socket, 'close');
    const client = await bound(directory);
    expect(await names(client, directory.peopleDn, '(uid=)')).toEqual([]);
    expect(await names(client, directory.peopleDn, '(uid=ada)')).toEqual(['Ada Okafor']);
  });

  it('refuses changes', async () => {
    const client = await bound(directory);
    await expect(client.del(dnOf('tess'))).rejects.toMatchObject({ code: 53 });
  });

  it('hides memberships on both sides', async () => {
    directory.faults.set({ hide: { tess: ['infrahub-team-leads-checkout'] } });
    const client = await bound(directory);
    const { searchEntries } = await client.search(dnOf('tess'), {
      scope: 'base',
      attributes: ['memberOf'],
    });
    expect(searchEntries[0].memberOf).toEqual([]);
    expect(await names(client, directory.groupsDn, `(member=${dnOf('tess')})`)).toEqual([]);
  });

  it('cuts open connections when down, and answers again afterwards', async () => {
    const client = await bound(directory);
    directory.faults.set({ down: true });
    await expect(bound(directory)).rejects.not.toMatchObject({ code: 49 });
    directory.faults.set({ down: false });
    await bound(directory);
    await client.unbind();
  });
});

describe("a directory of one's own", () => {
  it('takes users and groups, and changes while it runs', async () => {
    const directory = await startDirectory({
      users: [{ uid: 'zoe', name: 'Zoë, (the) "Boss"', password: 'secret' }],
      groups: [{ name: 'a, b', members: ['zoe'] }],
    });
    const dn = `uid=zoe,${directory.peopleDn}`;
    const client = await bound(directory);
    const groups = async () =>
      (await client.search(dn, { scope: 'base', attributes: ['memberOf'] })).searchEntries[0]
        .memberOf;
    expect(await groups()).toBe(`cn=a\\, b,${directory.groupsDn}`);
    expect(await names(client, directory.groupsDn, `(member=${dn})`)).toEqual(['a, b']);

    directory.putGroup({ name: 'a, b', members: [] });
    expect(await groups()).toEqual([]);

    directory.putUser({ uid: 'ZOE', name: 'Zoe', password: 'secret', disabled: true });
    await expect(bound(directory, dn, 'secret')).rejects.toMatchObject({ code: 49 });

    directory.removeUser('zoe');
    await expect(groups()).rejects.toMatchObject({ code: 32 });
    await directory.stop();
  });

  it('refuses an answer of more than 500 entries that are not paged', async () => {
    const users = Array.from({ length: 600 }, (_, index) => ({
      uid: `user${index}`,
      name: `User ${index}`,
    }));
    const directory = await startDirectory({ users });
    const client = await bound(directory);
    const search = { filter: '(uid=*)', attributes: ['uid'] };
    await expect(client.search(directory.peopleDn, search)).rejects.toMatchObject({ code: 4 });
    const { searchEntries } = await client.search(directory.peopleDn, { ...search, paged: true });
    expect(new Set(searchEntries.map(({ uid }) => uid)).size).toBe(600);
    await directory.stop();
  });

  it('speaks TLS with its certificate', async () => {
    const directory = await startDirectory({ tls: true });
    const secure = new Client({
      url: directory.secureUrl as string,
      tlsOptions: { ca: [directory.certificate as string] },
    });
    await secure.bind(directory.bindDn, directory.bindPassword);
    expect(await names(secure, directory.peopleDn, '(uid=ada)')).toEqual(['Ada Okafor']);
    await secure.unbind();

    const careful = new Client({ url: directory.secureUrl as string });
    await expect(careful.bind(directory.bindDn, directory.bindPassword)).rejects.toThrow(
      /self.signed certificate/,
    );
    await directory.stop();
  });
});
