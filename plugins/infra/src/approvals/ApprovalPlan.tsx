import { makeStyles } from '@material-ui/core/styles';
import type { Approval } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { newKey } from '../api';
import { PlanView } from '../plans/PlanView';
import type { PlanQuery } from '../plans/queries';
import { useAct, useResource, useRun } from '../resources/queries';
import { RunProgress } from '../resources/RunProgress';
import { RunLogPanel } from '../runlog/RunLogPanel';
import { ErrorNote, Note, QueryView, Quiet, ReasonedButton, Section, useNotify } from '../shared';
import { useText } from '../translations';

const useStyles = makeStyles(theme => ({
  inset: { padding: theme.spacing(0, 2.5, 2), display: 'grid', gap: theme.spacing(1.5) },
}));

/** The plan that is decided upon, or how far it is. */
export function ApprovalPlan({ approval, plan }: { approval: Approval; plan: PlanQuery }) {
  const t = useText();
  const classes = useStyles();
  const { planStatus, planRunId } = approval;
  if (planStatus === 'none') {
    return (
      <Section title={t('plan.title')}>
        <Quiet>{t('approvals.plan.none')}</Quiet>
      </Section>
    );
  }
  if (planStatus === 'running') return <RunningPlan runId={planRunId} />;
  const isPast = planStatus === 'failed' || planStatus === 'outdated';
  return (
    <>
      <Section title={t('plan.title')} flush>
        {isPast && (
          <div className={classes.inset}>
            <Note tone={planStatus === 'failed' ? 'bad' : 'warning'}>
              {t(`approvals.plan.${planStatus}`)}
            </Note>
            {approval.status === 'open' && <PlanAgain approval={approval} />}
          </div>
        )}
        {planStatus !== 'failed' && planRunId !== undefined && (
          <QueryView query={plan}>{data => <PlanView plan={data} />}</QueryView>
        )}
      </Section>
      {planStatus === 'failed' && planRunId && <RunLogPanel key={planRunId} runId={planRunId} />}
    </>
  );
}

/** A plan that is being made, with the log of it as it is written. */
function RunningPlan({ runId }: { runId: string | undefined }) {
  const t = useText();
  const run = useRun(runId).data;
  return (
    <>
      <Section title={t('plan.title')}>
        {run && !run.finishedAt ? (
          <RunProgress run={run} />
        ) : (
          <Note tone="busy">{t('approvals.decide.planRunning')}</Note>
        )}
      </Section>
      {runId && <RunLogPanel key={runId} runId={runId} />}
    </>
  );
}

function PlanAgain({ approval }: { approval: Approval }) {
  const t = useText();
  const notify = useNotify();
  const resource = useResource(approval.resource.id).data;
  const [idempotencyKey, setKey] = useState(newKey);
  const act = useAct(() => {
    setKey(newKey());
    notify(t('approvals.plan.againStarted', { name: approval.resource.name }));
  });
  const entry = resource?.allowedActions.find(({ action }) => action === 'plan');
  const reason = act.isPending ? t('approvals.decide.planRunning') : entry?.reason;
  return (
    <>
      <div>
        <ReasonedButton
          variant="outlined"
          reason={reason}
          onClick={() =>
            act.mutate({ resource: approval.resource, action: 'plan', idempotencyKey })
          }
        >
          {t('approvals.plan.again')}
        </ReasonedButton>
      </div>
      <ErrorNote error={act.error} />
    </>
  );
}
