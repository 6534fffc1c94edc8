import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { startDirectory } from '@bailiwick/sandbox';
import { DirectoryClient } from '../DirectoryClient';
import { Slapd, slapdIsInstalled, SlapdOptions, startSlapd, SUFFIX } from './slapd';

export const PASSWORD = 'correct horse';
/** User names that mean something to a DN or to a filter. */
export const ODD_NAMES = ['o+dd,name', 'st*r(x)', 'jörg'];

/** A directory with the same people and groups, whoever serves it. */
export interface TestDirectory {
  /** `infra.directory` for it. */
  settings: JsonObject;
  disable(uid: string): Promise<void>;
  removeUser(uid: string): Promise<void>;
  /** Takes the user out of a group that has other members. */
  leave(uid: string, group: string): Promise<void>;
  stop(): Promise<void>;
}

const USERS = ['tess', 'tom', 'leaver', ...ODD_NAMES];

/** `leads` holds `team`; `ring-1` and `ring-2` hold each other, and `ring-2` holds `team`. */
const GROUPS: Record<string, { users: string[]; groups: string[] }> = {
  Team: { users: ['tess', 'tom', 'leaver'], groups: [] },
  leads: { users: [], groups: ['Team'] },
  'ring-1': { users: [], groups: ['ring-2'] },
  'ring-2': { users: [], groups: ['ring-1', 'Team'] },
  strangers: { users: ['tom'], groups: [] },
};

export async function sandboxDirectory(): Promise<TestDirectory> {
  const directory = await startDirectory({
    users: USERS.map(uid => ({
      uid,
      name: `${uid} Surname`,
      mail: `${uid}@example.org`,
      password: PASSWORD,
    })),
    groups: Object.entries(GROUPS).map(([name, { users, groups }]) => ({
      name,
      members: users,
      groups,
    })),
  });
  return {
    settings: {
      url: directory.url,
      allowPlain: true,
      bind: { dn: directory.bindDn, secret: directory.bindPassword },
      users: { dn: directory.peopleDn },
      groups: { dn: directory.groupsDn },
    },
    async disable(uid) {
      directory.putUser({ uid, name: `${uid} Surname`, password: PASSWORD, disabled: true });
    },
    async removeUser(uid) {
      directory.removeUser(uid);
    },
    async leave(uid, group) {
      directory.faults.set({ hide: { [uid]: [group] } });
    },
    stop: () => directory.stop(),
  };
}

export async function openLdapDirectory(
  options?: SlapdOptions,
): Promise<TestDirectory & { slapd: Slapd }> {
  const slapd = await startSlapd(options);
  const people = `ou=people,${SUFFIX}`;
  const groupsDn = `ou=groups,${SUFFIX}`;
  const reader = { dn: `cn=reader,${SUFFIX}`, secret: 'may search' };
  const escaped = (value: string) => value.replace(/[\\",+<>;=]/g, character => `\\${character}`);
  const userDn = (uid: string) => `uid=${escaped(uid)},${people}`;
  const groupDn = (name: string) => `cn=${name},${groupsDn}`;

  for (const [dn, ou] of [
    [people, 'people'],
    [groupsDn, 'groups'],
  ]) {
    await slapd.add(dn, { objectClass: 'organizationalUnit', ou });
  }
  await slapd.add(reader.dn, {
    objectClass: ['organizationalRole', 'simpleSecurityObject'],
    cn: 'reader',
    userPassword: reader.secret,
  });
  for (const uid of USERS) {
    await slapd.add(userDn(uid), {
      objectClass: 'inetOrgPerson',
      uid,
      cn: `${uid} Surname`,
      sn: 'Surname',
      mail: `${uid === 'jörg' ? 'joerg' : uid}@example.org`,
      userPassword: PASSWORD,
    });
  }
  const membersOf = ({ users, groups }: (typeof GROUPS)[string]) => [
    ...users.map(userDn),
    ...groups.map(groupDn),
  ];
  // The overlay notes memberOf on entries that are there, so a ring is closed in a second step.
  for (const name of Object.keys(GROUPS)) {
    await slapd.add(groupDn(name), { objectClass: 'groupOfNames', cn: name, member: reader.dn });
  }
  for (const [name, group] of Object.entries(GROUPS)) {
    await slapd.set(groupDn(name), 'member', membersOf(group));
  }

  return {
    slapd,
    settings: {
      url: slapd.url,
      allowPlain: true,
      bind: reader,
      users: { dn: people },
      groups: { dn: groupsDn },
    },
    // What `ppolicy` has for an account that an administrator locked.
    disable: uid => slapd.set(userDn(uid), 'pwdAccountLockedTime', ['000001010000Z']),
    removeUser: uid => slapd.remove(userDn(uid)),
    async leave(uid, name) {
      const { users, groups } = GROUPS[name];
      const rest = users.filter(user => user !== uid);
      await slapd.set(groupDn(name), 'member', membersOf({ users: rest, groups }));
    },
    stop: () => slapd.stop(),
  };
}

/** A client, and everything that it logged as one text. */
export function clientOf(directory: JsonObject) {
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  const client = DirectoryClient.fromConfig(new ConfigReader({ infra: { directory } }), { logger });
  const logged = () =>
    JSON.stringify([logger.debug, logger.info, logger.warn, logger.error].map(f => f.mock.calls));
  return { client, logged };
}

/** For tests that need a second loopback address, which other systems do not have by themselves. */
export const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

/** Where CI installs slapd, its absence is a failure and no reason to skip. */
export const describeOpenLdap =
  slapdIsInstalled || process.env.CI === 'true' ? describe : describe.skip;
