import fc from 'fast-check';
import type { RejectedRow, SourceServer } from '../source/checkRow';
import { type KnownServer, planSync, type SyncPlan } from './planSync';

const server = (name: string, serialNumber: string | null, cpu = 32): SourceServer => ({
  ...{ name, serialNumber, cpu, ramGb: 256, site: 'ams1', performanceTier: 'regular' },
  ...{ vendor: null, product: null, deploymentCluster: null },
});
const stored = (
  id: string,
  source: SourceServer,
  status: KnownServer['status'] = 'active',
): KnownServer => ({ ...source, id, status, confirmed: status === 'active' });

const idsOf = (plan: SyncPlan) => ({
  changed: plan.changes.map(({ id }) => id),
  missing: plan.missing.map(({ id }) => id),
  added: plan.added.map(({ name }) => name),
});

/** What is stored after the plan was carried out. */
function carryOut(known: readonly KnownServer[], plan: SyncPlan): KnownServer[] {
  const changed = new Map(plan.changes.map(({ id, server: to }) => [id, stored(id, to)]));
  const missing = new Set(plan.missing);
  const kept = known.map(each => {
    if (missing.has(each)) return { ...each, status: 'offline' as const, confirmed: false };
    if (plan.unconfirmed.includes(each)) return { ...each, confirmed: false };
    return changed.get(each.id) ?? each;
  });
  return [...kept, ...plan.added.map((each, index) => stored(`new-${known.length + index}`, each))];
}

describe('planSync', () => {
  it('knows a server by its serial number, whatever it is called', () => {
    const known = [stored('1', server('a', 'S1')), stored('2', server('b', 'S2'))];
    const plan = planSync(known, [server('b', 'S1'), server('a', 'S2')]);
    expect(idsOf(plan)).toEqual({ changed: ['1', '2'], missing: [], added: [] });
    expect(plan.changes.map(change => change.server.name)).toEqual(['b', 'a']);
  });

  it('knows a server without serial number by its name', () => {
    const plan = planSync([stored('1', server('a', null))], [server('a', null, 48)]);
    expect(idsOf(plan)).toEqual({ changed: ['1'], missing: [], added: [] });
  });

  it('keeps a server that was given a serial number', () => {
    const plan = planSync([stored('1', server('a', null))], [server('a', 'S1')]);
    expect(plan.changes).toMatchObject([{ id: '1', server: { serialNumber: 'S1' } }]);
  });

  it('keeps a server whose serial number is not told any more, and the number', () => {
    const known = [stored('1', server('a', 'S1'))];
    expect(planSync(known, [server('a', null)])).toMatchObject({ unchanged: 1, changes: [] });
    expect(planSync(known, [server('a', null, 48)]).changes).toMatchObject([
      { id: '1', server: { serialNumber: 'S1', cpu: 48 } },
    ]);
  });

  it('prefers the active one of several servers of a name', () => {
    const known = [
      stored('1', server('a', 'S1'), 'offline'),
      stored('2', server('a', 'S2')),
      stored('3', server('a', 'S3'), 'offline'),
    ];
    expect(planSync(known, [server('a', null)])).toMatchObject({ unchanged: 1, missing: [] });
  });

  it('does not mistake a new machine of an old name for the old one', () => {
    const plan = planSync([stored('1', server('a', 'S1'))], [server('a', 'S2')]);
    expect(idsOf(plan)).toEqual({ changed: [], missing: ['1'], added: ['a'] });
  });

  it('counts a server that returns once, though it changed as well', () => {
    const plan = planSync([stored('1', server('a', 'S1'), 'offline')], [server('a', 'S1', 48)]);
    expect(plan).toMatchObject({ returned: 1, updated: 0, unchanged: 0 });
  });

  it('rejects what claims the identity of an earlier row, and lets the earlier one stand', () => {
    const plan = planSync(
      [],
      [server('a', 'S1'), server('b', 'S1'), server('c', null), server('c', null)],
    );
    expect(idsOf(plan).added).toEqual(['a', 'c']);
    expect(plan.rejected.map(({ name }) => name)).toEqual(['b', 'c']);
  });

  it('does not take a server offline that a rejected row speaks of', () => {
    const known = [stored('1', server('a', 'S1')), stored('2', server('b', null))];
    const rejected: RejectedRow[] = [
      { name: 'z', serverName: 'z', serialNumber: 'S1', reason: 'cpu is missing' },
      { name: 'b', serverName: 'b', reason: 'cpu is missing' },
    ];
    const plan = planSync(known, rejected);
    expect(plan.missing).toEqual([]);
    expect(plan.unconfirmed).toEqual(known);
  });

  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const anyServer = fc
    .tuple(name, fc.option(fc.constantFrom('S1', 'S2', 'S3', 'S4')), fc.constantFrom(32, 64))
    .map(([called, serial, cpu]) => server(called, serial, cpu));

  it('keeps identities unique, counts every row, and has nothing left to do the second time', () => {
    const reports = fc.array(fc.array(anyServer, { maxLength: 8 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(reports, rounds => {
        let known: KnownServer[] = [];
        for (const rows of rounds) {
          const plan = planSync(known, rows);
          const { added, updated, returned, unchanged, rejected } = plan;
          expect(added.length + updated + returned + unchanged + rejected.length).toBe(rows.length);
          known = carryOut(known, plan);
          const serials = known.flatMap(({ serialNumber }) => serialNumber ?? []);
          expect(new Set(serials).size).toBe(serials.length);
          const unnumbered = known.flatMap(each => (each.serialNumber === null ? each.name : []));
          expect(new Set(unnumbered).size).toBe(unnumbered.length);

          const again = planSync(known, rows);
          expect(idsOf(again)).toEqual({ changed: [], missing: [], added: [] });
        }
      }),
      { numRuns: 500 },
    );
  });
});
