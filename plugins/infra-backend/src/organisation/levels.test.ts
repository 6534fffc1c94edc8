import { ConfigReader } from '@backstage/config';
import { DEFAULT_LEVELS } from '@bailiwick/backstage-plugin-infra-common';
import { createUnit, openTestDatabase, startInfraBackend } from '../__testUtils__';
import { Levels } from './levels';

describe('levels', () => {
  it('are those of the design unless configuration names others', () => {
    expect(Levels.fromConfig(new ConfigReader({})).names).toEqual(DEFAULT_LEVELS);
    const config = new ConfigReader({ infra: { organisation: { levels: ['org', 'squad'] } } });
    expect(Levels.fromConfig(config).names).toEqual(['org', 'squad']);
  });

  it.each([
    [['org'], 'at least two'],
    [['org', 'org'], 'twice'],
    [['org', 'Team'], '"Team"'],
    [['org', 'my-team'], '"my-team"'],
    [['org', 'averyverylongname'], '"averyverylongname"'],
  ])('refuse %j', (names, message) => {
    expect(() => new Levels(names)).toThrow(message);
  });

  it.each([
    [DEFAULT_LEVELS, { center_admin: 'everywhere', field_admin: 1, dept_admin: 2, team_lead: 3 }],
    [['org', 'area', 'squad'], { field_admin: 1, dept_admin: undefined, member: 2 }],
    [['org', 'squad'], { field_admin: undefined, team_lead: 1 }],
    [['a', 'b', 'c', 'd', 'e'], { field_admin: 1, dept_admin: 2, team_lead: 4 }],
  ] as const)('%j give each role its place', (names, expected) => {
    const levels = new Levels(names);
    const found = Object.fromEntries(
      Object.keys(expected).map(role => [role, levels.levelFor(role as 'member')]),
    );
    expect(found).toEqual(expected);
  });

  it('can be others than the default, from units to roles', async () => {
    const backend = await startInfraBackend({
      infra: { organisation: { levels: ['org', 'area', 'squad'] } },
    });
    try {
      await backend.give('ada', 'center_admin');
      const ada = backend.as('ada');
      const org = await createUnit(ada, 'org', 'Acme');
      const area = await createUnit(ada, 'area', 'Shops', org);
      const squad = await createUnit(ada, 'squad', 'Tills', area);
      expect(squad.entityRef).toBe('group:default/squad-tills');
      const lead = { userRef: 'user:default/tess', role: 'team_lead', unitId: squad.id };
      await ada.post('/role-bindings', lead).expect(201);
      const { body } = await backend.as('tess').get('/units?requestable=true').expect(200);
      expect(body.items).toEqual([squad]);
      const dept = { userRef: 'user:default/dora', role: 'dept_admin', unitId: area.id };
      const refused = await ada.post('/role-bindings', dept).expect(400);
      expect(refused.body.error.details[0].message).toContain('no place among the levels org');
    } finally {
      await backend.stop();
    }
  });

  it('that the units were not made with keep the plugin from starting', async () => {
    const database = await openTestDatabase();
    try {
      const first = await startInfraBackend({ database });
      await first.give('ada', 'center_admin');
      await createUnit(first.as('ada'), 'center', 'Meridian');
      await first.stop();
      const infra = { organisation: { levels: ['org', 'squad'] } };
      await expect(startInfraBackend({ database, infra })).rejects.toThrow(
        'units of kind "center" at level 0, which infra.organisation.levels (org, squad) does not',
      );
    } finally {
      await database.drop();
    }
  });
});
