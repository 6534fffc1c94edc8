import { barShares, takenOf } from './amounts';

const total = (shares: ReturnType<typeof barShares>) =>
  shares.used + shares.allotted + shares.free + shares.over;

describe('barShares', () => {
  it('shows used, allotted and free of a unit', () => {
    expect(barShares({ limit: 100, allotted: 60, used: 25, free: 40 })).toEqual({
      used: 25,
      allotted: 35,
      free: 40,
      over: 0,
    });
  });

  it('shows a team, which allots nothing', () => {
    expect(barShares({ limit: 50, allotted: 0, used: 20, free: 30 })).toEqual({
      used: 40,
      allotted: 0,
      free: 60,
      over: 0,
    });
  });

  it('marks what goes beyond the limit, on a scale that holds it', () => {
    expect(barShares({ limit: 100, allotted: 125, used: 50, free: -25 })).toEqual({
      used: 40,
      allotted: 40,
      free: 0,
      over: 20,
    });
  });

  it('marks use beyond a limit that was lost', () => {
    expect(barShares({ limit: 0, allotted: 0, used: 10, free: -10 })).toEqual({
      used: 0,
      allotted: 0,
      free: 0,
      over: 100,
    });
  });

  it('is empty where there is nothing', () => {
    expect(barShares({ limit: 0, allotted: 0, used: 0, free: 0 }).free).toBe(100);
  });

  it('always fills the bar, with no part below zero', () => {
    for (let limit = 0; limit <= 12; limit += 3) {
      for (let allotted = 0; allotted <= 15; allotted += 3) {
        for (let used = 0; used <= 15; used += 3) {
          const shares = barShares({
            limit,
            allotted,
            used,
            free: limit - Math.max(allotted, used),
          });
          expect(total(shares)).toBeCloseTo(100);
          expect(Math.min(...Object.values(shares))).toBeGreaterThanOrEqual(0);
        }
      }
    }
  });
});

describe('takenOf', () => {
  it('is what is handed down, or what is used where nothing is', () => {
    expect(takenOf({ limit: 9, allotted: 5, used: 3, free: 4 })).toBe(5);
    expect(takenOf({ limit: 9, allotted: 0, used: 3, free: 6 })).toBe(3);
  });
});
