import { DirectoryContent, DirectoryGroup, DirectoryUser } from '../directory/content';
import { DEMO_PASSWORD, DemoUnit, demoOrganisation, Organisation, UnitKind } from './organisation';

const FIRST_NAMES =
  'Aisha Bjorn Carla Daan Elif Farah Goran Hana Ivo Jana Kofi Lena Marek Noor Oskar Petra Quinn Rosa Sven Tara'.split(
    ' ',
  );
const LAST_NAMES =
  'Adler Bakker Conti Duarte Eriksen Ferrari Garcia Hoffmann Ivanova Jansen Keller Larsen'.split(
    ' ',
  );

/** The groups of a unit's kind, and how many people each has at least. */
const GROUPS_OF: Record<UnitKind, { prefix: string; people: (unit: DemoUnit) => number }[]> = {
  center: [],
  field: [{ prefix: 'infrahub-field-admins-', people: () => 1 }],
  department: [{ prefix: 'infrahub-dept-admins-', people: () => 1 }],
  team: [
    { prefix: 'infrahub-team-leads-', people: () => 1 },
    { prefix: 'infrahub-team-members-', people: unit => 4 + (unit.slug.length % 3) },
  ],
};

const CENTRAL_GROUPS = ['infrahub-platform-admins', 'infrahub-center-admins'];

/** Everybody's group: the members are the teams' groups, so nobody belongs to it directly. */
const EVERYBODY = 'all-engineers';

/**
 * The people and groups of the demo directory: the accounts of the organisation and about 190
 * generated people, the same at every call.
 */
export function demoDirectory(organisation: Organisation = demoOrganisation()): DirectoryContent {
  const users: DirectoryUser[] = organisation.accounts.map(({ uid, name }) => person(uid, name));
  const generate = () => {
    const number = users.length - organisation.accounts.length;
    const first = FIRST_NAMES[number % FIRST_NAMES.length];
    const last = LAST_NAMES[Math.floor(number / FIRST_NAMES.length) % LAST_NAMES.length];
    const user = person(`${first}.${last}`.toLowerCase(), `${first} ${last}`);
    users.push(user);
    return user.uid;
  };
  const staffed = (name: string, people: number): DirectoryGroup => {
    const accounts = organisation.accounts.filter(({ groups }) => groups.includes(name));
    const members = accounts.map(({ uid }) => uid);
    while (members.length < people) members.push(generate());
    return { name, members, groups: [] };
  };

  const groups = [
    ...CENTRAL_GROUPS.map(name => staffed(name, 1)),
    ...organisation.units.flatMap(unit =>
      GROUPS_OF[unit.kind].map(({ prefix, people }) =>
        staffed(`${prefix}${unit.slug}`, people(unit)),
      ),
    ),
    ...organisation.groups.map(({ name, people }) => staffed(name, people)),
  ];
  for (const { name, memberOf = [] } of organisation.groups) {
    for (const outer of memberOf) {
      groups.find(group => group.name === outer)?.groups?.push(name);
    }
  }
  const teams = groups.filter(({ name }) => /^infrahub-team-(leads|members)-/.test(name));
  groups.push({ name: EVERYBODY, members: [], groups: teams.map(({ name }) => name) });
  return { users, groups };
}

function person(uid: string, name: string): DirectoryUser {
  return { uid, name, mail: `${uid}@bailiwick.example`, password: DEMO_PASSWORD };
}
