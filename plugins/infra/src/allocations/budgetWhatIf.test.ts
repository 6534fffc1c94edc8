import type { Budget } from '@bailiwick/backstage-plugin-infra-common';
import { budgetWhatIf } from './budgetWhatIf';

const budget = (limit: number | null, { allotted = 0, used = 0 } = {}): Budget => ({
  ...{ currency: 'EUR', limit, allotted, used, etag: '"1"' },
  available: limit === null ? null : limit - Math.max(allotted, used),
});

describe('budgetWhatIf', () => {
  it('tells what is left above and below', () => {
    const parent = budget(1000, { allotted: 300 });
    expect(budgetWhatIf(parent, budget(200, { used: 150 }), 250)).toEqual({
      ...{ parentFree: 650, ownFree: 100 },
    });
  });

  it('asks nothing of a parent without a limit, and nothing of no limit', () => {
    expect(budgetWhatIf(budget(null), budget(null), 1_000_000)).toEqual({
      ...{ parentFree: undefined, ownFree: 1_000_000 },
    });
    expect(budgetWhatIf(undefined, budget(5), null)).toEqual({
      ...{ parentFree: undefined, ownFree: undefined },
    });
  });

  it.each([
    [budget(100, { used: 80 }), 79, { rule: 'belowUsed', floor: 80 }],
    [budget(100, { allotted: 90, used: 80 }), 89, { rule: 'belowAllotted', floor: 90 }],
    // A first limit makes what is spent beneath an allotment.
    [budget(null, { allotted: 20, used: 80 }), 79, { rule: 'belowAllotted', floor: 80 }],
    [budget(100), 1001, { rule: 'tooMuch', free: 900, missing: 1 }],
  ])('refuses what the backend would: %j to %d', (own, limit, problem) => {
    expect(budgetWhatIf(budget(1000, { allotted: 100 }), own, limit).problem).toEqual(problem);
  });
});
