import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import Chip from '@material-ui/core/Chip';
import { makeStyles } from '@material-ui/core/styles';
import type { Workflow } from '@bailiwick/backstage-plugin-infra-common';
import { useParams } from 'react-router-dom';
import { blueprintRouteRef, workflowsRouteRef } from '../routes';
import {
  Empty,
  Facts,
  Moment,
  Note,
  QueryView,
  ScreenBody,
  Section,
  useUnit,
  Who,
} from '../shared';
import { useText } from '../translations';
import { DeploymentParts } from './DeploymentParts';
import { WorkflowStatusLabel, workflowTitle } from './labels';
import { useWorkflow } from './queries';
import { StepTable } from './StepTable';
import { StepsPicture } from './StepsPicture';
import { WorkflowActions } from './WorkflowActions';

const useStyles = makeStyles(theme => ({
  chips: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1, 1.5) },
}));

/** One workflow, in the address of which its id is. */
export function WorkflowScreen() {
  const { id = '' } = useParams();
  const t = useText();
  const classes = useStyles();
  const toWorkflows = useRouteRef(workflowsRouteRef);
  const query = useWorkflow(id);
  const workflow = query.data;
  return (
    <ScreenBody
      title={workflow ? workflowTitle(t, workflow) : t('workflows.title')}
      subtitle={
        <div className={classes.chips}>
          <Link to={toWorkflows()}>{t('workflows.back')}</Link>
          {workflow && <WorkflowStatusLabel status={workflow.status} />}
          {workflow && <Progress workflow={workflow} />}
        </div>
      }
      actions={workflow && <WorkflowActions workflow={workflow} />}
    >
      <QueryView query={query}>{found => <Parts workflow={found} />}</QueryView>
    </ScreenBody>
  );
}

function Progress({ workflow }: { workflow: Workflow }) {
  const t = useText();
  const steps = workflow.deployment?.stages ?? workflow.steps;
  const done = steps.filter(({ status }) => status === 'done').length;
  if (steps.length === 0) return null;
  return (
    <Chip
      size="small"
      variant="outlined"
      style={{ margin: 0 }}
      label={t('workflows.progress', { done: String(done), total: String(steps.length) })}
    />
  );
}

function Parts({ workflow }: { workflow: Workflow }) {
  const t = useText();
  const unit = useUnit(workflow.unitId).data;
  const toBlueprint = useRouteRef(blueprintRouteRef);
  return (
    <>
      {workflow.reason && (
        <Note tone="bad">
          <p>
            <strong>{t('workflows.stopped')}</strong>
          </p>
          <p>{workflow.reason}</p>
        </Note>
      )}
      <Section title={t('workflows.details')}>
        <Facts
          facts={[
            [t('field.team'), unit?.name],
            [
              t('blueprints.one'),
              workflow.blueprint && (
                <Link to={toBlueprint({ name: workflow.blueprint })}>{workflow.blueprint}</Link>
              ),
            ],
            [t('workflows.column.by'), <Who entityRef={workflow.requestedBy} />],
            [t('workflows.column.created'), <Moment time={workflow.createdAt} />],
            [
              t('workflows.column.finished'),
              workflow.finishedAt && <Moment time={workflow.finishedAt} />,
            ],
          ]}
        />
      </Section>
      {workflow.deployment && <DeploymentParts deployment={workflow.deployment} />}
      {workflow.steps.length === 0 && !workflow.deployment && (
        <Empty title={t('workflows.hidden')} />
      )}
      {workflow.steps.length > 0 && (
        <>
          {workflow.steps.length > 1 && (
            <Section title={t('workflows.picture')} flush>
              <StepsPicture
                label={t('workflows.pictureLabel', { name: workflowTitle(t, workflow) })}
                steps={workflow.steps.map(({ resourceId: id, ...step }) => ({ ...step, id }))}
              />
            </Section>
          )}
          <Section title={t('workflows.steps')} subtitle={t('workflows.stepsHint')} flush>
            <StepTable steps={workflow.steps} />
          </Section>
        </>
      )}
    </>
  );
}
