import { makeStyles } from '@material-ui/core/styles';
import type { WorkflowPreview } from '@bailiwick/backstage-plugin-infra-common';
import { Quiet } from '../shared';
import { useText } from '../translations';
import { inStages } from './stages';

const useStyles = makeStyles(theme => ({
  stages: { listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: theme.spacing(1.5) },
  stage: { ...theme.typography.caption, color: theme.palette.textSubtle, margin: 0 },
  steps: { margin: 0, paddingInlineStart: theme.spacing(2.5), ...theme.typography.body2 },
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
}));

/** What a workflow would do, stage by stage. */
export function PreviewSteps({ steps }: Pick<WorkflowPreview, 'steps'>) {
  const t = useText();
  const classes = useStyles();
  const ordered = inStages(steps);
  const stages = [...new Set(ordered.map(({ stage }) => stage))];
  return (
    <ol className={classes.stages} aria-label={t('workflows.preview.order')}>
      {stages.map(number => (
        <li key={number}>
          {stages.length > 1 && (
            <p className={classes.stage}>
              {t('workflows.preview.stage', { number: String(number) })}
            </p>
          )}
          <ul className={classes.steps}>
            {ordered
              .filter(({ stage }) => stage === number)
              .map(({ step }) => (
                <li key={step.id}>
                  <span className={classes.name}>{step.name}</span>{' '}
                  <Quiet component="span">
                    {t('workflows.preview.of', { type: step.type, unit: step.unitName })}
                  </Quiet>
                  {step.approval.length > 0 && (
                    <Quiet variant="caption" component="div">
                      {t('workflows.preview.approval', { approvers: step.approval.join(', ') })}
                    </Quiet>
                  )}
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
