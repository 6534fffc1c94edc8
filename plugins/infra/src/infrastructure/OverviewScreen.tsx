import { Link, LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { allocationsRouteRef, requestRouteRef, resourcesRouteRef } from '../routes';
import { useResources } from '../resources/queries';
import { ResourceTable } from '../resources/ResourceTable';
import { useMe } from '../session';
import { Empty, Note, QueryView, ScreenBody, Section } from '../shared';
import { useText } from '../translations';
import { ComplianceTable } from './ComplianceTable';
import { OwnQuota } from './OwnQuota';
import { WaitingList } from './WaitingList';

const RECENT = 8;

const useStyles = makeStyles(theme => ({
  columns: {
    display: 'grid',
    gap: theme.spacing(2.5),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [theme.breakpoints.up('md')]: { gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 1fr)' },
  },
  column: { display: 'grid', gap: theme.spacing(2.5), minWidth: 0 },
}));

/** What waits, how much is left, and what happened. */
export function OverviewScreen() {
  const t = useText();
  const classes = useStyles();
  const toRequest = useRouteRef(requestRouteRef);
  const toAllocations = useRouteRef(allocationsRouteRef);
  const me = useMe();
  const hasNoRole = me.data?.bindings.length === 0;
  return (
    <ScreenBody
      title={t('overview.title')}
      subtitle={t('overview.subtitle')}
      actions={
        !hasNoRole && (
          <LinkButton to={toRequest()} color="primary" variant="contained">
            {t('resources.request')}
          </LinkButton>
        )
      }
    >
      {hasNoRole && (
        <Note tone="warning">
          <p>
            <strong>{t('noRole.title')}</strong>
          </p>
          <p>{t('noRole.hint')}</p>
        </Note>
      )}
      <div className={classes.columns}>
        <div className={classes.column}>
          <Section title={t('overview.waiting.title')}>
            <WaitingList />
          </Section>
          <Recent />
          <Section title={t('overview.compliance.title')} flush>
            <ComplianceTable />
          </Section>
        </div>
        <Section
          title={t('overview.quota.title')}
          actions={<Link to={toAllocations()}>{t('overview.quota.more')}</Link>}
        >
          <OwnQuota />
        </Section>
      </div>
    </ScreenBody>
  );
}

function Recent() {
  const t = useText();
  const toResources = useRouteRef(resourcesRouteRef);
  const query = useResources({ sort: '-updatedAt', limit: RECENT });
  return (
    <Section
      title={t('overview.recent.title')}
      actions={<Link to={toResources()}>{t('overview.recent.all')}</Link>}
      flush
    >
      <QueryView
        query={query}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty compact title={t('overview.recent.none.title')}>
            {t('overview.recent.none.hint')}
          </Empty>
        }
      >
        {({ items }) => (
          <ResourceTable resources={items.slice(0, RECENT)} without={['type', 'cost', 'site']} />
        )}
      </QueryView>
    </Section>
  );
}
