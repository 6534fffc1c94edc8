import { makeStyles } from '@material-ui/core/styles';
import type { Approval, ApprovalStep } from '@bailiwick/backstage-plugin-infra-common';
import { Moment, Quiet, Section, StatusLabel, type Tone, Who } from '../shared';
import { useText } from '../translations';

const useStyles = makeStyles(theme => ({
  steps: {
    margin: 0,
    paddingInlineStart: theme.spacing(2.5),
    display: 'grid',
    gap: theme.spacing(2),
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: theme.spacing(0.5, 2),
    ...theme.typography.body2,
    '& strong': { fontWeight: 600 },
  },
  decisions: { listStyle: 'none', margin: theme.spacing(1, 0, 0), padding: 0 },
  decision: { ...theme.typography.body2, overflowWrap: 'anywhere' },
  comment: { margin: theme.spacing(0.25, 0, 0), paddingInlineStart: theme.spacing(1.5) },
}));

const STEP_TONE: Record<ApprovalStep['status'], Tone> = {
  waiting: 'waiting',
  open: 'warning',
  approved: 'good',
  rejected: 'bad',
};

/** Who may decide, in which order, and what was decided. */
export function Steps({ approval }: { approval: Approval }) {
  const t = useText();
  const classes = useStyles();
  return (
    <Section title={t('approvals.steps.title')}>
      <ol className={classes.steps} aria-label={t('approvals.steps.list')}>
        {approval.steps.map((step, index) => (
          <li key={`${index} ${step.title}`}>
            <div className={classes.head}>
              <strong>{step.title}</strong>
              <StatusLabel tone={STEP_TONE[step.status]}>
                {t(`approvals.steps.status.${step.status}`)}
              </StatusLabel>
            </div>
            <Quiet>{t('approvals.steps.approvers', { approvers: step.approvers })}</Quiet>
            {step.needed > 1 && (
              <Quiet>{t('approvals.steps.needed', { count: step.needed })}</Quiet>
            )}
            <Decisions step={step} digest={approval.digest} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Decisions({ step, digest }: { step: ApprovalStep; digest: string | undefined }) {
  const t = useText();
  const classes = useStyles();
  if (step.decisions.length === 0) return null;
  return (
    <ul className={classes.decisions}>
      {step.decisions.map(decision => (
        <li key={`${decision.by} ${decision.at}`} className={classes.decision}>
          <StatusLabel tone={decision.decision === 'approved' ? 'good' : 'bad'}>
            <Who entityRef={decision.by} /> {t(`approvals.steps.${decision.decision}`)}{' '}
            <Moment time={decision.at} />
          </StatusLabel>
          {digest !== undefined && decision.digest !== digest && (
            <Quiet variant="caption"> ({t('approvals.steps.outdated')})</Quiet>
          )}
          {decision.comment && <Quiet className={classes.comment}>{decision.comment}</Quiet>}
        </li>
      ))}
    </ul>
  );
}
