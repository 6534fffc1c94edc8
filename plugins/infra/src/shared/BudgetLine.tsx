import type { Budget } from '@bailiwick/backstage-plugin-infra-common';
import { useText } from '../translations';
import { figuresOfBudget, useMoney } from './money';
import { FigureHead, FigureLine } from './QuotaSummary';

/** What a unit may and does spend a month. Where nothing limits it there is no bar: it would have no end. */
export function BudgetLine({ budget, isTeam }: { budget: Budget; isTeam?: boolean }) {
  const t = useText();
  const money = useMoney();
  const figures = figuresOfBudget(budget);
  if (figures) return <FigureLine dimension="monthlyCost" figures={figures} isTeam={isTeam} />;
  return (
    <FigureHead dimension="monthlyCost">
      {t('quota.unlimited', { used: money.format(budget.used) })}
    </FigureHead>
  );
}
