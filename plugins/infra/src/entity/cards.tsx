import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import type { ReactNode } from 'react';
import { argoCdAppNames } from '../argocd/appNames';
import { useApplications } from '../argocd/queries';
import { HealthLabel, Revision, SyncLabel } from '../argocd/statuses';
import { UnitQuotaBars } from '../infrastructure/OwnQuota';
import { PositionLabel, RunStatusLabel } from '../resources/positions';
import { useResource, useRun } from '../resources/queries';
import { ResourceLink } from '../resources/ResourceLink';
import { RunProgress } from '../resources/RunProgress';
import { Elapsed, Empty, Facts, CostText, Moment, Note, QueryView } from '../shared';
import { useText } from '../translations';
import { unitIdOf, useResourceIds } from './entityResources';

const useStyles = makeStyles(theme => ({
  body: { display: 'grid', gap: theme.spacing(2), minWidth: 0 },
  part: { display: 'grid', gap: theme.spacing(1) },
}));

function CardBody({ children }: { children: ReactNode }) {
  return <div className={useStyles().body}>{children}</div>;
}

/** Quota of the unit that a Group stands for. */
export function QuotaCard() {
  const { entity } = useEntity();
  const t = useText();
  const unitId = unitIdOf(entity);
  return (
    <EntityInfoCard title={t('entity.card.quota')}>
      <CardBody>
        {unitId ? (
          <UnitQuotaBars unitId={unitId} />
        ) : (
          <Empty compact title={t('entity.allocation.none.title')} />
        )}
      </CardBody>
    </EntityInfoCard>
  );
}

/** Shows something of every resource of the entity, or says that there is none. */
function EachResource({ render }: { render: (id: string) => ReactNode }) {
  const { entity } = useEntity();
  const t = useText();
  const ids = useResourceIds(entity);
  return (
    <QueryView
      query={ids}
      compact
      isEmpty={found => found.length === 0}
      empty={<Empty compact title={t('entity.card.none')} />}
    >
      {found => <CardBody>{found.map(render)}</CardBody>}
    </QueryView>
  );
}

/** Where the resources of an entity stand. */
export function ResourceStateCard() {
  const t = useText();
  return (
    <EntityInfoCard title={t('entity.card.resource')}>
      <EachResource render={id => <ResourceState key={id} id={id} />} />
    </EntityInfoCard>
  );
}

function ResourceState({ id }: { id: string }) {
  const t = useText();
  const query = useResource(id);
  return (
    <QueryView query={query} compact>
      {resource => (
        <Facts
          facts={[
            [t('field.name'), <ResourceLink resource={resource} />],
            [t('field.status'), <PositionLabel position={resource} />],
            [t('field.site'), resource.site],
            [t('resources.column.cost'), <CostText cost={resource.cost} />],
          ]}
        />
      )}
    </QueryView>
  );
}

/** The last run of each resource of an entity. */
export function LastRunCard() {
  const t = useText();
  return (
    <EntityInfoCard title={t('entity.card.lastRun')}>
      <EachResource render={id => <LastRun key={id} resourceId={id} />} />
    </EntityInfoCard>
  );
}

function LastRun({ resourceId }: { resourceId: string }) {
  const t = useText();
  const resource = useResource(resourceId);
  const run = useRun(resource.data?.lastRunId);
  if (resource.error || (resource.data && !resource.data.lastRunId)) {
    return (
      <QueryView query={resource} compact>
        {({ name }) => <Empty compact title={`${name}: ${t('runs.none.title')}`} />}
      </QueryView>
    );
  }
  return (
    <QueryView query={run} compact>
      {last =>
        last.finishedAt ? (
          <Facts
            facts={[
              [t('field.name'), resource.data && <ResourceLink resource={resource.data} />],
              [t(`runs.kind.${last.kind}`), <RunStatusLabel status={last.status} />],
              [t('runs.started'), <Moment time={last.startedAt ?? last.createdAt} />],
              [
                t('runs.elapsed'),
                last.startedAt && <Elapsed since={last.startedAt} until={last.finishedAt} />,
              ],
            ]}
          />
        ) : (
          <RunProgress run={last} />
        )
      }
    </QueryView>
  );
}

/** Health and sync of the Argo CD applications of an entity, over all instances. */
export function ArgoCdCard() {
  const { entity } = useEntity();
  const t = useText();
  const classes = useStyles();
  const names = argoCdAppNames(entity);
  const query = useApplications(names);
  return (
    <EntityInfoCard title={t('entity.card.argocd')}>
      <QueryView query={query} compact>
        {({ items, instances }) => (
          <CardBody>
            {instances
              .filter(({ reachable }) => !reachable)
              .map(({ name }) => (
                <Note key={name} tone="warning">
                  {t('argocd.unreachable', { instance: name })}
                </Note>
              ))}
            {items.length === 0 && (
              <Empty compact title={t('argocd.none.title')}>
                {t('argocd.none.hint', { names: names.join(', ') })}
              </Empty>
            )}
            {items.map(({ instance, name, health, sync, revision }) => (
              <div key={`${instance} ${name}`} className={classes.part}>
                <Facts
                  facts={[
                    [t('field.name'), `${name} (${instance})`],
                    [t('argocd.facts.health'), <HealthLabel health={health} />],
                    [t('argocd.facts.sync'), <SyncLabel sync={sync} />],
                    [t('argocd.facts.revision'), revision && <Revision revision={revision} />],
                  ]}
                />
              </div>
            ))}
          </CardBody>
        )}
      </QueryView>
    </EntityInfoCard>
  );
}
