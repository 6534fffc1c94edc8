import {
  clientOf,
  describeOpenLdap,
  ODD_NAMES,
  openLdapDirectory,
  PASSWORD,
  sandboxDirectory,
  TestDirectory,
} from './__testUtils__/directories';
import { firstRdnValue } from './dn';

const REFUSED = expect.objectContaining({ code: 'INVALID_CREDENTIALS', statusCode: 401 });

describe('DirectoryClient on the directory of the sandbox', () => {
  describe.each(['member', 'memberOf'])('with groups found by %s', membership => {
    answersLikeADirectory(sandboxDirectory, membership);
  });
});

describeOpenLdap('DirectoryClient on OpenLDAP (slapd must be installed)', () => {
  describe.each(['member', 'memberOf'])('with groups found by %s', membership => {
    answersLikeADirectory(openLdapDirectory, membership);
  });
});

/** What holds for every directory. */
function answersLikeADirectory(start: () => Promise<TestDirectory>, membership: string) {
  let directory: TestDirectory;
  let client: ReturnType<typeof clientOf>['client'];
  let logged: () => string;

  beforeAll(async () => {
    directory = await start();
    const groups = { ...(directory.settings.groups as object), membership };
    ({ client, logged } = clientOf({ ...directory.settings, groups }));
  });
  afterAll(async () => {
    await client.close();
    await directory.stop();
  });

  const names = (groups: string[]) => groups.map(firstRdnValue).sort();

  it('tells who somebody is, with nested groups and groups that hold each other', async () => {
    const { groups, ...person } = await client.authenticate('tess', PASSWORD);
    expect(person).toEqual({
      username: 'tess',
      dn: expect.stringMatching(/^uid=tess,ou=people,/),
      displayName: 'tess Surname',
      email: 'tess@example.org',
    });
    expect(names(groups)).toEqual(['Team', 'leads', 'ring-1', 'ring-2']);
  });

  it('gives the same user for every spelling of the name', async () => {
    const tess = await client.authenticate('tess', PASSWORD);
    for (const spelling of ['TESS', ' tess ', 'tEsS']) {
      expect(await client.authenticate(spelling, PASSWORD)).toEqual(tess);
    }
  });

  it.each(ODD_NAMES)('signs in %s, whose name must be escaped', async name => {
    const user = await client.authenticate(name, PASSWORD);
    expect(user).toMatchObject({ username: name, displayName: `${name} Surname`, groups: [] });
    await expect(client.authenticate(name, 'wrong')).rejects.toEqual(REFUSED);
  });

  it.each([
    ['a wrong password', 'tess', 'wrong'],
    ['a password in another case', 'tess', PASSWORD.toUpperCase()],
    ['an empty password', 'tess', ''],
    ['an unknown user', 'nobody', PASSWORD],
    ['an empty name', '', PASSWORD],
    ['a name of spaces', '  ', PASSWORD],
    ['the name as a filter', '*)(uid=*', PASSWORD],
    ['a filter that would hold for tess', 'x)(|(uid=tess)', PASSWORD],
    ['a wildcard', '*', PASSWORD],
    ['part of a name', 'tes*', PASSWORD],
    ['a DN', 'uid=tess,ou=people', PASSWORD],
    ['a control character', 'tess\u0000', PASSWORD],
    ['a very long name', 'x'.repeat(10_000), PASSWORD],
  ])('refuses %s', async (_, name, password) => {
    await expect(client.authenticate(name, password)).rejects.toEqual(REFUSED);
  });

  it('looks a user up without a password, as signing in would', async () => {
    expect(await client.lookup('TOM')).toEqual(await client.authenticate('tom', PASSWORD));
    expect(await client.lookup('nobody')).toBeUndefined();
    expect(await client.lookup('*')).toBeUndefined();
    expect(await client.lookup('')).toBeUndefined();
  });

  it('lists everybody, page by page, with the groups that signing in finds', async () => {
    const paged = clientOf({
      ...directory.settings,
      groups: { ...(directory.settings.groups as object), membership },
      pageSize: 2,
    });
    const listed = await paged.client.listUsers();
    expect(listed.map(({ username }) => username).sort()).toEqual(
      ['leaver', 'tess', 'tom', ...ODD_NAMES].sort(),
    );
    for (const { disabled, ...user } of listed) {
      expect({ user, disabled }).toEqual({
        user: await client.lookup(user.username),
        disabled: false,
      });
    }
    const groups = await paged.client.listGroups();
    expect(groups.map(({ name }) => name).sort()).toEqual(
      ['Team', 'leads', 'ring-1', 'ring-2', 'strangers'].sort(),
    );
    await paged.client.close();
  });

  it('forgets nothing that changes in the directory', async () => {
    await directory.leave('leaver', 'Team');
    expect(await client.lookup('leaver')).toMatchObject({ groups: [] });

    await directory.disable('leaver');
    expect(await client.lookup('leaver')).toBeUndefined();
    await expect(client.authenticate('leaver', PASSWORD)).rejects.toEqual(REFUSED);
    expect(await client.listUsers()).toContainEqual(
      expect.objectContaining({ username: 'leaver', disabled: true }),
    );

    await directory.removeUser('leaver');
    expect(await client.lookup('leaver')).toBeUndefined();
    await expect(client.authenticate('leaver', PASSWORD)).rejects.toEqual(REFUSED);
  });

  it('has logged no password', () => {
    expect(logged()).not.toContain(PASSWORD);
  });
}
