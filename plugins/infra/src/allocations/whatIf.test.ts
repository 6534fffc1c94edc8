import type { QuotaEntry } from '@bailiwick/backstage-plugin-infra-common';
import { parseAmount, whatIf } from './whatIf';

const entry = (limit: number, allotted: number, used: number): QuotaEntry => ({
  site: 'ams1',
  limit: { cpu: limit, ramGb: 1000 },
  allotted: { cpu: allotted, ramGb: 0 },
  used: { cpu: used, ramGb: 0 },
  available: { cpu: limit - Math.max(allotted, used), ramGb: 1000 },
  overcommitted: Math.max(allotted, used) > limit,
});

const cpuOf = (parent: QuotaEntry | undefined, own: QuotaEntry | undefined, cpu: number) =>
  whatIf(parent, own, { cpu, ramGb: 1000 })[0];

describe('whatIf', () => {
  it('takes what is granted more from what the parent has free', () => {
    expect(cpuOf(entry(50, 40, 0), entry(10, 0, 4), 15)).toEqual({
      dimension: 'cpu',
      before: 10,
      after: 15,
      parentFree: 5,
      ownFree: 11,
      problem: undefined,
    });
  });

  it('refuses more than the parent has left, and says by how much', () => {
    expect(cpuOf(entry(50, 40, 0), entry(10, 0, 4), 22).problem).toEqual({
      rule: 'tooMuch',
      free: 10,
      missing: 2,
    });
  });

  it('counts nothing as left where the parent is overcommitted', () => {
    expect(cpuOf(entry(50, 60, 0), entry(10, 0, 0), 11).problem).toEqual({
      rule: 'tooMuch',
      free: 0,
      missing: 1,
    });
  });

  it('lets a limit be lowered even then', () => {
    expect(cpuOf(entry(50, 60, 0), entry(10, 0, 0), 9).problem).toBeUndefined();
  });

  it('does not go below what is handed down, or used', () => {
    expect(cpuOf(entry(50, 40, 0), entry(10, 8, 3), 7).problem).toEqual({
      rule: 'belowAllotted',
      floor: 8,
    });
    expect(cpuOf(entry(50, 40, 0), entry(10, 0, 3), 2).problem).toEqual({
      rule: 'belowUsed',
      floor: 3,
    });
  });

  it('is a first grant where there was none', () => {
    expect(cpuOf(entry(50, 40, 0), undefined, 10)).toMatchObject({
      before: 0,
      parentFree: 0,
      ownFree: 10,
    });
  });

  it('says nothing of a parent whose figures may not be read', () => {
    expect(cpuOf(undefined, entry(10, 0, 0), 1000)).toMatchObject({
      parentFree: undefined,
      problem: undefined,
    });
  });

  it('finds no problem with exactly those grants that keep the sums', () => {
    const parent = entry(20, 12, 0);
    const own = entry(6, 4, 2);
    for (let cpu = 0; cpu <= 30; cpu++) {
      const othersHave = 12 - 6;
      const holds = cpu >= 4 && othersHave + cpu <= 20;
      expect(cpuOf(parent, own, cpu).problem === undefined).toBe(holds);
    }
  });
});

describe('parseAmount', () => {
  it.each([
    ['0', 0],
    [' 12 ', 12],
    ['007', 7],
  ])('takes %j', (text, amount) => expect(parseAmount(text)).toBe(amount));

  it.each(['', '-1', '1.5', '1e3', 'ten', '99999999999', '٣'])('refuses %j', text =>
    expect(parseAmount(text)).toBeUndefined(),
  );
});
