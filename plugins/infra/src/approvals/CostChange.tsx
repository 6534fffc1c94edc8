import {
  type Amounts,
  type Approval,
  DIMENSIONS,
  NOTHING,
} from '@bailiwick/backstage-plugin-infra-common';
import { useUnitQuota } from '../allocations/queries';
import {
  Empty,
  Facts,
  formatAmount,
  formatAmounts,
  QueryView,
  QuotaSummary,
  Section,
} from '../shared';
import { type Text, useText } from '../translations';

/** "+2 cores, −4 GiB"; what does not differ is left out. */
export function differenceText(t: Text, before: Amounts, after: Amounts): string {
  const parts = DIMENSIONS.flatMap(dimension => {
    const difference = after[dimension] - before[dimension];
    if (difference === 0) return [];
    return `${difference > 0 ? '+' : '−'}${formatAmount(t, dimension, Math.abs(difference))}`;
  });
  return parts.length === 0 ? t('approvals.cost.nothing') : parts.join(', ');
}

/** What it takes of the quota, and how much of that the team has. */
export function CostChange({ approval }: { approval: Approval }) {
  const t = useText();
  const { resource } = approval;
  return (
    <Section title={t('approvals.cost.title')}>
      <Facts facts={costFacts(t, approval)} />
      {resource.site && <TeamQuota resource={resource} site={resource.site} />}
    </Section>
  );
}

function costFacts(t: Text, { kind, cost, costBefore }: Approval) {
  if (kind === 'create') return [[t('approvals.cost.takes'), formatAmounts(t, cost)]] as const;
  const before = costBefore ?? NOTHING;
  if (kind === 'destroy') {
    return [[t('approvals.cost.freed'), formatAmounts(t, costBefore ?? cost)]] as const;
  }
  return [
    [t('approvals.cost.before'), formatAmounts(t, before)],
    [t('approvals.cost.after'), formatAmounts(t, cost)],
    [t('approvals.cost.difference'), differenceText(t, before, cost)],
  ] as const;
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
