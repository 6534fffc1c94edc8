import {
  type Amounts,
  type Dimension,
  DIMENSIONS,
  NOTHING,
  type QuotaEntry,
} from '@bailiwick/backstage-plugin-infra-common';

/** What a grant would leave, in one dimension. */
export interface Consequence {
  dimension: Dimension;
  before: number;
  after: number;
  /** Free of the parent's quota afterwards; undefined where its figures may not be read. */
  parentFree: number | undefined;
  /** Free of the unit's own quota afterwards. */
  ownFree: number;
  problem?:
    | { rule: 'tooMuch'; free: number; missing: number }
    | { rule: 'belowAllotted' | 'belowUsed'; floor: number };
}

/** The rules of a grant, as the backend has them; it decides again on what stands then. */
function problemOf(consequence: Omit<Consequence, 'problem'>, taken: number, isAllotted: boolean) {
  const { before, after, parentFree } = consequence;
  if (after < taken) {
    return { rule: isAllotted ? 'belowAllotted' : 'belowUsed', floor: taken } as const;
  }
  // Lowering is allowed even while the parent is overcommitted.
  if (after > before && parentFree !== undefined && parentFree < 0) {
    const free = Math.max(0, parentFree + (after - before));
    return { rule: 'tooMuch', free, missing: after - before - free } as const;
  }
  return undefined;
}

/** What becomes of parent and unit if the unit is granted `draft`. */
export function whatIf(
  parent: QuotaEntry | undefined,
  own: QuotaEntry | undefined,
  draft: Amounts,
): Consequence[] {
  const limit = own?.limit ?? NOTHING;
  return DIMENSIONS.map(dimension => {
    const before = limit[dimension];
    const after = draft[dimension];
    const allotted = own?.allotted[dimension] ?? 0;
    const taken = Math.max(allotted, own?.used[dimension] ?? 0);
    const consequence = {
      dimension,
      before,
      after,
      parentFree: parent && parent.available[dimension] - (after - before),
      ownFree: after - taken,
    };
    return { ...consequence, problem: problemOf(consequence, taken, allotted > 0) };
  });
}

/** Whole numbers that are not negative; undefined where the text is something else. */
export function parseAmount(text: string): number | undefined {
  return /^\d{1,10}$/.test(text.trim()) ? Number(text) : undefined;
}
