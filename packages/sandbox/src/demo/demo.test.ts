import { inventoryRows } from '../inventory';
import { dealServers } from './dealServers';
import { demoDirectory, demoOrganisation, UnitKind } from './index';

describe('the demo organisation', () => {
  const { sites, units, accounts, allocation } = demoOrganisation();
  const of = (kind: UnitKind) => units.filter(unit => unit.kind === kind);
  const dealt = dealServers(inventoryRows(), allocation.serversOfTen);
  const capacity = (field: string, site: string) =>
    dealt
      .filter(deal => deal.field === field && deal.server.site === site)
      .reduce(
        (sum, { server }) => ({ cpu: sum.cpu + server.cpu, ramGb: sum.ramGb + server.ram_gb }),
        { cpu: 0, ramGb: 0 },
      );

  it('has 1 centre, 3 fields, 8 departments and 30 teams', () => {
    expect(
      [of('center'), of('field'), of('department'), of('team')].map(list => list.length),
    ).toEqual([1, 3, 8, 30]);
    expect(units.find(({ slug }) => slug === 'payments')?.parent).toBe('commerce');
    for (const team of ['checkout', 'risk']) {
      expect(units.find(({ slug }) => slug === team)?.parent).toBe('payments');
    }
  });

  it('names in its groups and allocations only units that there are', () => {
    const known = (kind: UnitKind, slug: string) => of(kind).some(unit => unit.slug === slug);
    const named = accounts.flatMap(({ groups }) => groups).map(group => group.split('-').at(-1));
    for (const slug of named.filter(name => name !== 'admins')) {
      expect(units.map(unit => unit.slug)).toContain(slug);
    }
    expect(Object.keys(allocation.serversOfTen).every(slug => known('field', slug))).toBe(true);
    expect(Object.keys(allocation.departmentPercent).every(slug => known('department', slug))).toBe(
      true,
    );
    expect(allocation.teams.every(({ team }) => known('team', team))).toBe(true);
    expect(allocation.teams.every(({ site }) => sites.includes(site))).toBe(true);
  });

  it('puts Otto into another field than Tess', () => {
    const team = units.find(({ slug }) => slug === 'routing');
    const department = units.find(({ slug }) => slug === team?.parent);
    expect(department?.parent).not.toBe('commerce');
  });

  it('leaves servers unassigned, and gives Commerce high performance at every site', () => {
    expect(dealt.length).toBeLessThan(300);
    expect(dealt.length).toBeGreaterThan(240);
    for (const site of sites) {
      const commerce = dealt.filter(deal => deal.field === 'commerce' && deal.server.site === site);
      expect(commerce.some(({ server }) => server.cpu >= 64)).toBe(true);
      expect(commerce.some(({ server }) => server.cpu < 64)).toBe(true);
    }
  });

  it('grants no department and no team more than there is, and Payments far more than it uses', () => {
    for (const { slug: field } of of('field')) {
      const departments = of('department').filter(({ parent }) => parent === field);
      const percent = departments.map(({ slug }) => allocation.departmentPercent[slug] ?? 0);
      expect(percent.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(100);
    }
    for (const { slug, parent = '' } of of('department')) {
      const teams = of('team').filter(team => team.parent === slug);
      for (const site of sites) {
        const granted = allocation.teams.filter(
          grant => grant.site === site && teams.some(team => team.slug === grant.team),
        );
        const share = (allocation.departmentPercent[slug] ?? 0) / 100;
        const { cpu, ramGb } = capacity(parent, site);
        const free = {
          cpu: cpu * share - granted.reduce((sum, grant) => sum + grant.cpu, 0),
          ramGb: ramGb * share - granted.reduce((sum, grant) => sum + grant.ramGb, 0),
        };
        expect(Math.min(free.cpu, free.ramGb)).toBeGreaterThanOrEqual(
          slug === 'payments' ? 500 : 0,
        );
      }
    }
  });

  it('gives everybody a user name of their own', () => {
    const { users } = demoDirectory();
    expect(new Set(users.map(({ uid }) => uid)).size).toBe(users.length);
    expect(demoDirectory()).toEqual(demoDirectory());
  });
});
