import { makeStyles } from '@material-ui/core/styles';
import type { Resource, Run } from '@bailiwick/backstage-plugin-infra-common';
import { PlanView } from '../plans/PlanView';
import { PolicyResults } from '../plans/PolicyResults';
import { usePlan } from '../plans/queries';
import { RunLogPanel } from '../runlog/RunLogPanel';
import { Empty, Note, QueryView, Section } from '../shared';
import { useText } from '../translations';
import { ActionButton } from './ActionButton';
import { useRuns } from './queries';
import { RunProgress } from './RunProgress';

const useStyles = makeStyles(theme => ({
  inset: { padding: theme.spacing(0, 2.5, 2) },
}));

/** What the latest plan of a resource found. */
export function PlanTab({ resource }: { resource: Resource }) {
  const t = useText();
  const query = useRuns(resource.id);
  const latest = query.data?.items.find(({ kind }) => kind === 'plan');
  return (
    <QueryView
      query={query}
      isEmpty={() => latest === undefined}
      empty={
        <Empty
          title={t('plan.none.title')}
          action={<ActionButton resource={resource} action="plan" />}
        >
          {t('plan.none.hint')}
        </Empty>
      }
    >
      {() => latest && <LatestPlan key={latest.id} resource={resource} run={latest} />}
    </QueryView>
  );
}

function LatestPlan({ resource, run }: { resource: Resource; run: Run }) {
  const t = useText();
  const classes = useStyles();
  const isDone = run.status === 'done';
  const plan = usePlan(run.id, { enabled: isDone });
  const policies = plan.data?.policies ?? [];
  return (
    <>
      <Section
        title={t('plan.title')}
        actions={<ActionButton resource={resource} action="plan" size="small" />}
        flush
      >
        {isDone && <QueryView query={plan}>{data => <PlanView plan={data} />}</QueryView>}
        {!isDone && (
          <div className={classes.inset}>
            {run.finishedAt ? (
              <Note tone="bad">
                {run.error ? t('plan.failed', { reason: run.error }) : t('plan.failedPlain')}
              </Note>
            ) : (
              <RunProgress run={run} />
            )}
          </div>
        )}
      </Section>
      {policies.length > 0 && (
        <Section title={t('approvals.policies.title')}>
          <PolicyResults policies={policies} />
        </Section>
      )}
      {!isDone && <RunLogPanel runId={run.id} />}
    </>
  );
}
