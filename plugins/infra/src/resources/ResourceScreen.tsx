import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import Chip from '@material-ui/core/Chip';
import { makeStyles } from '@material-ui/core/styles';
import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import { useParams } from 'react-router-dom';
import { resourcesRouteRef } from '../routes';
import { SchedulesTab } from '../schedules/SchedulesTab';
import { isAdmin, useMe } from '../session';
import { QueryView, ScreenBody, TabbedParts } from '../shared';
import { useText } from '../translations';
import { AccessTab } from './AccessTab';
import { Banners } from './Banners';
import { DependenciesTab } from './DependenciesTab';
import { FavouriteButton } from './FavouriteButton';
import { OverviewTab } from './OverviewTab';
import { PlanTab } from './PlanTab';
import { PositionLabel } from './positions';
import { useResource, useRun } from './queries';
import { ResourceActions } from './ResourceActions';
import { RunProgress } from './RunProgress';
import { RevisionsTab } from './RevisionsTab';
import { RunsTab } from './RunsTab';
import { StateTab } from './StateTab';

const useStyles = makeStyles(theme => ({
  chips: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1, 1.5) },
  parts: { display: 'grid', gap: theme.spacing(2.5), minWidth: 0 },
}));

/** One resource, in the address of which its id is. */
export function ResourceScreen() {
  const { id = '' } = useParams();
  const t = useText();
  const toResources = useRouteRef(resourcesRouteRef);
  const query = useResource(id);
  return (
    <ScreenBody
      title={query.data?.name ?? t('resources.title')}
      subtitle={
        query.data ? (
          <Identity resource={query.data} />
        ) : (
          <Link to={toResources()}>{t('resources.back')}</Link>
        )
      }
      actions={query.data && <ResourceActions resource={query.data} />}
    >
      <QueryView query={query}>{resource => <Parts resource={resource} />}</QueryView>
    </ScreenBody>
  );
}

function Identity({ resource }: { resource: Resource }) {
  const classes = useStyles();
  const t = useText();
  const toResources = useRouteRef(resourcesRouteRef);
  return (
    <div className={classes.chips}>
      <Link to={toResources()}>{t('resources.back')}</Link>
      <PositionLabel position={resource} />
      <FavouriteButton resource={resource} />
      {[resource.type, resource.unitName, resource.site].map(
        fact =>
          fact && (
            <Chip key={fact} size="small" variant="outlined" label={fact} style={{ margin: 0 }} />
          ),
      )}
    </div>
  );
}

function Parts({ resource }: { resource: Resource }) {
  const t = useText();
  const classes = useStyles();
  const run = useRun(resource.lastRunId).data;
  const me = useMe().data;
  return (
    <div className={classes.parts}>
      {run && !run.finishedAt && <RunProgress run={run} />}
      <Banners resource={resource} />
      <TabbedParts
        label={t('resources.tabs.label')}
        parts={[
          {
            name: 'overview',
            title: t('resources.tabs.overview'),
            render: () => <OverviewTab resource={resource} />,
          },
          {
            name: 'plan',
            title: t('resources.tabs.plan'),
            render: () => <PlanTab resource={resource} />,
          },
          {
            name: 'runs',
            title: t('resources.tabs.runs'),
            render: () => <RunsTab resource={resource} />,
          },
          {
            name: 'dependencies',
            title: t('resources.tabs.dependencies'),
            render: () => <DependenciesTab resource={resource} />,
          },
          {
            name: 'revisions',
            title: t('resources.tabs.revisions'),
            render: () => <RevisionsTab resource={resource} />,
          },
          {
            name: 'schedules',
            title: t('schedules.tab'),
            render: () => <SchedulesTab resource={resource} />,
          },
          {
            name: 'access',
            title: t('resources.tabs.access'),
            render: () => <AccessTab resource={resource} />,
          },
          ...(me && isAdmin(me)
            ? [
                {
                  name: 'state',
                  title: t('resources.tabs.state'),
                  render: () => <StateTab resource={resource} />,
                },
              ]
            : []),
        ]}
      />
    </div>
  );
}
