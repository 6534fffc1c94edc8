import type { QuotaRefusal } from '@bailiwick/backstage-plugin-infra-common';
import { type InfraError, quotaExceeded } from '@bailiwick/backstage-plugin-infra-node';
import type { WholeBudget } from './BudgetStore';
import type { Currency } from './currency';
import { called } from './refusals';
import type { QuotaUnit } from './types';

function detailsOf(
  unit: QuotaUnit,
  { allotted, held, used }: WholeBudget,
  limit: number,
  requested: number,
): QuotaRefusal {
  const available = limit - allotted - held;
  return {
    ...{ unit: unit.name, unitId: unit.id, dimension: 'monthlyCost' },
    ...{ limit, allotted, used, requested, available },
  };
}

/** The refusal where a unit has less left than is asked of it; undefined where it has enough. */
export function budgetTooShort(
  unit: QuotaUnit,
  figures: WholeBudget,
  asked: number,
  { format }: Currency,
): InfraError | undefined {
  const { limit, allotted, held } = figures;
  if (limit === null || asked <= 0 || asked <= limit - allotted - held) return undefined;
  const left = format(limit - allotted - held);
  return quotaExceeded(
    `${called(unit)} has ${left} a month left of ${format(limit)}; ${format(asked)} were asked for`,
    detailsOf(unit, figures, limit, asked),
  );
}

/** The refusal where a limit would be below what the unit has allotted or holds; undefined where it would not. */
export function budgetTooLow(
  unit: QuotaUnit,
  figures: WholeBudget,
  limit: number | null,
  { format }: Currency,
): InfraError | undefined {
  const { allotted, held } = figures;
  if (limit === null || limit >= allotted + held) return undefined;
  const taken = allotted > 0 ? `has allotted ${format(allotted)}` : `spends ${format(held)}`;
  return quotaExceeded(
    `${called(unit)} ${taken} a month; its budget cannot be ${format(limit)}`,
    detailsOf(unit, figures, figures.limit ?? limit, limit),
  );
}
