import { type Approval, NOTHING } from '@bailiwick/backstage-plugin-infra-common';
import { useUnitQuota } from '../allocations/queries';
import {
  BudgetLine,
  Empty,
  Facts,
  QueryView,
  QuotaSummary,
  Section,
  useCostDifference,
  useCostText,
} from '../shared';
import { useText } from '../translations';

/** What it takes of the quota and the budget, and how much of those the team has. */
export function CostChange({ approval }: { approval: Approval }) {
  const t = useText();
  const { resource, cost, costBefore } = approval;
  const hasMoney = Boolean(cost.monthlyCost || costBefore?.monthlyCost);
  return (
    <Section title={t('approvals.cost.title')}>
      <CostFacts approval={approval} />
      {resource.site && <TeamQuota resource={resource} site={resource.site} />}
      {hasMoney && <TeamBudget resource={resource} />}
    </Section>
  );
}

function CostFacts({ approval: { kind, cost, costBefore } }: { approval: Approval }) {
  const t = useText();
  const text = useCostText();
  const difference = useCostDifference();
  if (kind === 'create') return <Facts facts={[[t('approvals.cost.takes'), text(cost)]]} />;
  if (kind === 'destroy') {
    return <Facts facts={[[t('approvals.cost.freed'), text(costBefore ?? cost)]]} />;
  }
  const before = costBefore ?? NOTHING;
  return (
    <Facts
      facts={[
        [t('approvals.cost.before'), text(before)],
        [t('approvals.cost.after'), text(cost)],
        [t('approvals.cost.difference'), difference(before, cost) || t('approvals.cost.nothing')],
      ]}
    />
  );
}

function TeamBudget({ resource }: Pick<Approval, 'resource'>) {
  const t = useText();
  const query = useUnitQuota(resource.unitId);
  return (
    <>
      <p>{t('approvals.cost.budget', { unit: resource.unitName })}</p>
      <QueryView compact query={query}>
        {({ budget }) => <BudgetLine budget={budget} isTeam />}
      </QueryView>
    </>
  );
}

function TeamQuota({ resource, site }: { resource: Approval['resource']; site: string }) {
  const t = useText();
  const query = useUnitQuota(resource.unitId);
  return (
    <>
      <p>{t('approvals.cost.team', { unit: resource.unitName, site })}</p>
      <QueryView
        compact
        query={query}
        isEmpty={({ sites }) => sites.every(entry => entry.site !== site)}
        empty={<Empty compact title={t('quota.nothingAt', { site })} />}
      >
        {({ sites }) =>
          sites
            .filter(entry => entry.site === site)
            .map(entry => <QuotaSummary key={site} entry={entry} isTeam />)
        }
      </QueryView>
    </>
  );
}
