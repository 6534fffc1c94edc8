import { makeStyles } from '@material-ui/core/styles';
import type { WorkflowStep } from '@bailiwick/backstage-plugin-infra-common';
import { PositionLabel } from '../resources/positions';
import { ResourceLink } from '../resources/ResourceLink';
import { type Column, DataTable, Quiet } from '../shared';
import { type Text, useText } from '../translations';
import { StepStatusLabel } from './labels';
import { inStages } from './stages';

const useStyles = makeStyles({
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
  reason: { display: 'block', maxWidth: '28rem', overflowWrap: 'anywhere' },
});

interface Row {
  id: string;
  stage: number;
  step: WorkflowStep;
  /** Names of what has to be done before. */
  waitsFor: string[];
}

function rowsOf(steps: readonly WorkflowStep[]): Row[] {
  const byId = new Map(steps.map(step => [step.resourceId, step]));
  const ordered = steps.map(step => ({ ...step, id: step.resourceId }));
  return inStages(ordered).map(({ stage, step }) => ({
    ...{ id: step.id, stage, step },
    waitsFor: step.after.flatMap(id => {
      const before = byId.get(id);
      return before && before.status !== 'done' ? before.name : [];
    }),
  }));
}

/** The steps of a workflow in the order in which they come. */
export function StepTable({ steps }: { steps: readonly WorkflowStep[] }) {
  const t = useText();
  return (
    <DataTable
      label={t('workflows.steps')}
      rows={rowsOf(steps)}
      rowKey={({ id }) => id}
      columns={columnsOf(t)}
    />
  );
}

function NameCell({ step }: { step: WorkflowStep }) {
  const classes = useStyles();
  return (
    <div>
      <div className={classes.name}>
        {step.resource ? (
          <ResourceLink resource={{ id: step.resourceId, name: step.name }} />
        ) : (
          step.name
        )}
      </div>
      <Quiet variant="caption">{step.type}</Quiet>
    </div>
  );
}

function StatusCell({ step }: { step: WorkflowStep }) {
  const classes = useStyles();
  return (
    <div>
      <StepStatusLabel status={step.status} />
      {step.reason && (
        <Quiet variant="caption" className={classes.reason}>
          {step.reason}
        </Quiet>
      )}
    </div>
  );
}

function columnsOf(t: Text): Column<Row>[] {
  return [
    {
      id: 'name',
      label: t('workflows.step.name'),
      render: ({ step }) => <NameCell step={step} />,
    },
    {
      id: 'stage',
      label: t('workflows.step.stage'),
      render: ({ stage }) => String(stage),
    },
    {
      id: 'status',
      label: t('workflows.step.status'),
      render: ({ step }) => <StatusCell step={step} />,
    },
    {
      id: 'where',
      label: t('workflows.step.where'),
      render: ({ step }) =>
        step.resource ? <PositionLabel position={step.resource} /> : t('workflows.step.gone'),
    },
    {
      id: 'after',
      label: t('workflows.step.after'),
      render: ({ step, waitsFor }) =>
        step.status === 'waiting' && waitsFor.length > 0 ? waitsFor.join(', ') : '–',
    },
  ];
}
