import type { Budget } from '@bailiwick/backstage-plugin-infra-common';

/** What a budget would leave, in the smallest unit of the currency. */
export interface BudgetConsequence {
  /** Left to the parent afterwards; undefined where nothing limits it, or its figures may not be read. */
  parentFree: number | undefined;
  /** Left to the unit itself afterwards; undefined without a limit. */
  ownFree: number | undefined;
  problem?:
    | { rule: 'tooMuch'; free: number; missing: number }
    | { rule: 'belowAllotted' | 'belowUsed'; floor: number };
}

/** What becomes of parent and unit with this limit, by the rules of the backend; it decides again on what stands then. */
export function budgetWhatIf(
  parent: Budget | undefined,
  own: Budget,
  limit: number | null,
): BudgetConsequence {
  if (limit === null) return { parentFree: undefined, ownFree: undefined };
  // With a first limit, what is beneath without one gets what it spends, so that is allotted too.
  const taken = Math.max(own.allotted, own.used);
  const parentFree =
    typeof parent?.available === 'number'
      ? parent.available - (limit - (own.limit ?? 0))
      : undefined;
  const consequence = { parentFree, ownFree: limit - taken };
  if (limit < taken) {
    const rule = own.allotted > 0 ? 'belowAllotted' : 'belowUsed';
    return { ...consequence, problem: { rule, floor: taken } };
  }
  if (parentFree !== undefined && parentFree < 0) {
    const free = parent?.available ?? 0;
    return { ...consequence, problem: { rule: 'tooMuch', free, missing: -parentFree } };
  }
  return consequence;
}
