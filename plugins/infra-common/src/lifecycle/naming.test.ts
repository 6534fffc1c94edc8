import fc from 'fast-check';
import { namespaceName } from './naming';

const slug = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?$/);
const project = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);

describe('namespaceName', () => {
  it('joins team and project', () => {
    expect(namespaceName('checkout', 'shop')).toBe('checkout-shop');
  });

  it('makes a DNS-1123 label of everything', () => {
    fc.assert(
      fc.property(slug, project, (team, name) => {
        expect(namespaceName(team, name)).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same each time, and without regard to case', () => {
    fc.assert(
      fc.property(slug, project, (team, name) => {
        expect(namespaceName(team.toUpperCase(), name)).toBe(namespaceName(team, name));
      }),
    );
  });

  it('keeps what fits as it is', () => {
    fc.assert(
      fc.property(slug, project, (team, name) => {
        fc.pre(team.length + name.length < 63);
        expect(namespaceName(team, name)).toBe(`${team}-${name}`);
      }),
    );
  });

  it('tells long names apart by what was cut off', () => {
    fc.assert(
      fc.property(slug, project, project, (team, stem, other) => {
        const long = `${team}-${stem}`.padEnd(80, 'x');
        fc.pre(stem !== other);
        expect(namespaceName(team, `${long}${stem}`)).not.toBe(
          namespaceName(team, `${long}${other}`),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('cuts a name of 60 characters behind a team of 20 to 63, never within a run of hyphens', () => {
    expect(namespaceName('t'.repeat(20), 'p'.repeat(60))).toHaveLength(63);
    const cut = namespaceName('t'.repeat(20), `${'p'.repeat(34)}---${'q'.repeat(20)}`);
    expect(cut).toMatch(/^t{20}-p{34}-[0-9a-z]{6}$/);
  });
});
