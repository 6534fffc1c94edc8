import type { ResourceType } from '@bailiwick/backstage-plugin-infra-common';
import { useMoney } from '../shared';
import { useText } from '../translations';

/** What a resource of a type takes: figures, or the expressions that tell them. */
export function TypeCost({ cost }: { cost: NonNullable<ResourceType['cost']> }) {
  const t = useText();
  const money = useMoney();
  const { cpu, ramGb, monthlyCost } = cost;
  const amounts = t('types.details.costText', { cpu: String(cpu), ramGb: String(ramGb) });
  if (monthlyCost === undefined) return <>{amounts}</>;
  const due =
    typeof monthlyCost === 'number'
      ? t('quota.aMonth', { amount: money.format(monthlyCost) })
      : t('types.details.moneyExpression', { expression: monthlyCost, currency: money.currency });
  return <>{cpu === 0 && ramGb === 0 ? due : `${amounts}, ${due}`}</>;
}
