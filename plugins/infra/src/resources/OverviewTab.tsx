import { Link } from '@backstage/core-components';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import {
  BudgetLine,
  Empty,
  Facts,
  Moment,
  QueryView,
  QuotaSummary,
  Section,
  useCostText,
  Who,
} from '../shared';
import { useUnitQuota } from '../allocations/queries';
import { namesOfIntegrations, useUsableIntegrations } from '../integrations/queries';
import { useText } from '../translations';
import { externalNameLabel } from './externalName';
import { LabelsSection } from './LabelsSection';
import { Outputs, readable } from './Outputs';
import { ResourceLink } from './ResourceLink';
import { ResourceMirror } from '../workspaces/ResourceMirror';
import { useVariableTitles } from './useVariableTitles';

const useStyles = makeStyles(theme => ({
  columns: {
    display: 'grid',
    gap: theme.spacing(2.5),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [theme.breakpoints.up('md')]: { gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 2fr)' },
  },
  column: { display: 'grid', gap: theme.spacing(2.5), minWidth: 0 },
  list: { margin: 0, padding: 0, listStyle: 'none', display: 'grid', gap: theme.spacing(0.5) },
}));

export function OverviewTab({ resource }: { resource: Resource }) {
  const t = useText();
  const classes = useStyles();
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <Details resource={resource} />
        <Settings resource={resource} />
        <Outputs outputs={resource.outputs} revealFor={resource} />
      </div>
      <div className={classes.column}>
        {resource.site && <TeamQuota resource={resource} site={resource.site} />}
        {resource.cost.monthlyCost && <TeamBudget resource={resource} />}
        {resource.links.length > 0 && (
          <Section title={t('resources.overview.links')}>
            <ul className={classes.list}>
              {resource.links.map(({ title, url }) => (
                <li key={url}>
                  <Link to={url}>{title}</Link>
                </li>
              ))}
            </ul>
          </Section>
        )}
        <LabelsSection resource={resource} />
        <ResourceMirror resource={resource} />
        <Related resource={resource} />
      </div>
    </div>
  );
}

function Details({ resource }: { resource: Resource }) {
  const t = useText();
  const cost = useCostText()(resource.cost);
  const used = resource.integrations ?? [];
  const integrations = useUsableIntegrations(resource.unitId, used.length > 0);
  return (
    <Section title={t('resources.overview.details')}>
      <Facts
        facts={[
          [t('field.type'), `${resource.type} ${resource.version}`],
          [t('field.team'), resource.unitName],
          [t('field.site'), resource.site],
          [
            externalNameLabel(t, resource.type),
            resource.externalName && <code>{resource.externalName}</code>,
          ],
          [
            t('resources.overview.credentials'),
            // Names come with the list; where it cannot be read, the ids say which they are.
            integrations.isLoading
              ? t('common.loading')
              : namesOfIntegrations(integrations.data ?? [], used).join(', '),
          ],
          [
            t('resources.reservation.label'),
            t(`resources.reservation.${resource.reservation ?? 'none'}`, { cost }),
          ],
          [t('resources.overview.requestedBy'), <Who entityRef={resource.requestedBy} />],
          [t('resources.overview.requestedAt'), <Moment time={resource.createdAt} />],
          [t('resources.overview.changedAt'), <Moment time={resource.updatedAt} />],
          [
            t('resources.overview.expires'),
            resource.expiresAt && <Moment time={resource.expiresAt} />,
          ],
          [t('resources.overview.revision'), String(resource.revision)],
          [t('resources.overview.catalog'), <EntityRefLink entityRef={resource.entityRef} />],
        ]}
      />
    </Section>
  );
}

function Settings({ resource }: { resource: Resource }) {
  const t = useText();
  const titleOf = useVariableTitles(resource);
  return (
    <Section title={t('resources.overview.variables')}>
      <Facts
        facts={Object.entries(resource.variables).map(([name, value]) => [
          titleOf(name),
          readable(t, value),
        ])}
      />
    </Section>
  );
}

function TeamQuota({ resource, site }: { resource: Resource; site: string }) {
  const t = useText();
  const query = useUnitQuota(resource.unitId);
  return (
    <Section title={t('resources.overview.quota', { unit: resource.unitName, site })}>
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
    </Section>
  );
}

function TeamBudget({ resource }: { resource: Resource }) {
  const t = useText();
  const query = useUnitQuota(resource.unitId);
  return (
    <Section title={t('resources.overview.budget', { unit: resource.unitName })}>
      <QueryView compact query={query}>
        {({ budget }) => <BudgetLine budget={budget} isTeam />}
      </QueryView>
    </Section>
  );
}

function Related({ resource: { parents, children } }: { resource: Resource }) {
  const t = useText();
  const classes = useStyles();
  if (parents.length + children.length === 0) return null;
  const list = (related: Resource['parents']) =>
    related.length > 0 && (
      <ul className={classes.list}>
        {related.map(other => (
          <li key={other.id}>
            <ResourceLink resource={other} /> ({other.type})
          </li>
        ))}
      </ul>
    );
  return (
    <Section title={t('resources.overview.related')}>
      <Facts
        facts={[
          [t('resources.overview.parents'), list(parents)],
          [t('resources.overview.children'), list(children)],
        ]}
      />
    </Section>
  );
}
