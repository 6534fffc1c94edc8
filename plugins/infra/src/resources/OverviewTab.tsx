import { Link } from '@backstage/core-components';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import type { ReservationState, Resource } from '@bailiwick/backstage-plugin-infra-common';
import { Empty, Facts, formatAmounts, Moment, QueryView, QuotaSummary, Section } from '../shared';
import { useUnitQuota } from '../allocations/queries';
import { namesOfIntegrations, useUsableIntegrations } from '../integrations/queries';
import { type Text, useText } from '../translations';
import { Outputs, readable } from './Outputs';
import { ResourceLink } from './ResourceLink';
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

export const reservationText = (
  t: Text,
  { cost, reservation }: { cost: Resource['cost']; reservation?: ReservationState },
): string => t(`resources.reservation.${reservation ?? 'none'}`, { cost: formatAmounts(t, cost) });

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
        <Related resource={resource} />
      </div>
    </div>
  );
}

function Details({ resource }: { resource: Resource }) {
  const t = useText();
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
            t('resources.overview.externalName'),
            resource.externalName && <code>{resource.externalName}</code>,
          ],
          [
            t('resources.overview.credentials'),
            // Names come with the list; where it cannot be read, the ids say which they are.
            integrations.isLoading
              ? t('common.loading')
              : namesOfIntegrations(integrations.data ?? [], used).join(', '),
          ],
          [t('resources.reservation.label'), reservationText(t, resource)],
          [t('resources.overview.requestedBy'), <EntityRefLink entityRef={resource.requestedBy} />],
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
