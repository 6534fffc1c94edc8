import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { useEntity } from '@backstage/plugin-catalog-react';
import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { externalNameLabel } from '../resources/externalName';
import { Outputs } from '../resources/Outputs';
import { PositionLabel, positionTone } from '../resources/positions';
import { useResource, useRun } from '../resources/queries';
import { ResourceActions } from '../resources/ResourceActions';
import { ResourceLink } from '../resources/ResourceLink';
import { RunProgress } from '../resources/RunProgress';
import { RunLogPanel } from '../runlog/RunLogPanel';
import { Empty, Facts, CostText, Moment, Note, QueryView, Section } from '../shared';
import { useText } from '../translations';
import { useResourceIds } from './entityResources';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(3), minWidth: 0 },
  resource: { display: 'grid', gap: theme.spacing(2), minWidth: 0 },
  body: { display: 'grid', gap: theme.spacing(2), minWidth: 0 },
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) },
}));

/** The resources of an entity: where they stand, what can be done, what they provide, and the run that is going on. */
export function InfrastructureTab() {
  const { entity } = useEntity();
  const t = useText();
  const classes = useStyles();
  const ids = useResourceIds(entity);
  return (
    <QueryView
      query={ids}
      isEmpty={found => found.length === 0}
      empty={
        <Empty title={t('entity.resources.none.title')}>{t('entity.resources.none.hint')}</Empty>
      }
    >
      {found => (
        <div className={classes.root}>
          {found.map(id => (
            <EntityResource key={id} id={id} />
          ))}
        </div>
      )}
    </QueryView>
  );
}

function EntityResource({ id }: { id: string }) {
  const query = useResource(id);
  return <QueryView query={query}>{resource => <ResourceParts resource={resource} />}</QueryView>;
}

function ResourceParts({ resource }: { resource: Resource }) {
  const t = useText();
  const classes = useStyles();
  const run = useRun(resource.lastRunId).data;
  const isRunning = run !== undefined && run.finishedAt === undefined;
  const [showsLog, setShowsLog] = useState(false);
  return (
    <div className={classes.resource}>
      <Section
        title={resource.name}
        subtitle={<PositionLabel position={resource} />}
        actions={
          <div className={classes.actions}>
            <ResourceActions resource={resource} />
          </div>
        }
      >
        <div className={classes.body}>
          {isRunning && <RunProgress run={run} />}
          {resource.statusReason && (
            <Note tone={positionTone(resource)}>{resource.statusReason}</Note>
          )}
          <Facts
            facts={[
              [t('field.type'), resource.type],
              [t('field.team'), resource.unitName],
              [t('field.site'), resource.site],
              [
                externalNameLabel(t, resource.type),
                resource.externalName && <code>{resource.externalName}</code>,
              ],
              [t('resources.column.cost'), <CostText cost={resource.cost} />],
              [t('resources.column.updated'), <Moment time={resource.updatedAt} />],
              [t('entity.card.more'), <ResourceLink resource={resource} />],
            ]}
          />
          {run && (
            <div>
              <Button size="small" aria-expanded={showsLog} onClick={() => setShowsLog(!showsLog)}>
                {t(showsLog ? 'entity.resources.hideLog' : 'entity.resources.showLog')}
              </Button>
            </div>
          )}
        </div>
      </Section>
      {showsLog && run && <RunLogPanel key={run.id} runId={run.id} />}
      <Outputs outputs={resource.outputs} />
    </div>
  );
}
