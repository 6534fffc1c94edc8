import type { Cost } from '@bailiwick/backstage-plugin-infra-common';
import { useCostText } from './money';

/** What something costs, in words. */
export function CostText({ cost }: { cost: Cost }) {
  return <>{useCostText()(cost)}</>;
}
