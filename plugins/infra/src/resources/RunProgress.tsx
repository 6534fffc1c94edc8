import LinearProgress from '@material-ui/core/LinearProgress';
import { makeStyles } from '@material-ui/core/styles';
import type { Run } from '@bailiwick/backstage-plugin-infra-common';
import { Elapsed, Note } from '../shared';
import { useText } from '../translations';

const useStyles = makeStyles(theme => ({
  facts: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 2.5),
    '& strong': { fontWeight: 600 },
  },
  bar: { marginTop: theme.spacing(1), borderRadius: 2 },
}));

/** A run that has not ended: where in the queue it is, or which step it is at and for how long. */
export function RunProgress({ run }: { run: Run }) {
  const t = useText();
  const classes = useStyles();
  const isQueued = run.status === 'queued';
  const ahead = run.queuePosition;
  return (
    <Note tone={isQueued ? 'waiting' : 'busy'}>
      <div className={classes.facts} aria-live="polite">
        <strong>
          {t(`runs.kind.${run.kind}`)}: {t(`runs.status.${run.status}`)}
        </strong>
        {isQueued && (
          <span>
            {ahead === undefined && t('runs.waiting')}
            {ahead === 0 && t('runs.queue.next')}
            {ahead !== undefined && ahead > 0 && t('runs.queue.ahead', { count: ahead })}
          </span>
        )}
        {run.phase && (
          <span>
            {t('runs.phase')}: <strong>{run.phase}</strong>
          </span>
        )}
        {run.attempt > 1 && <span>{t('runs.attempt', { attempt: String(run.attempt) })}</span>}
        <span aria-live="off">
          {t('runs.elapsed')}{' '}
          <Elapsed since={run.startedAt ?? run.createdAt} until={run.finishedAt} />
        </span>
      </div>
      <LinearProgress
        className={classes.bar}
        variant={isQueued ? 'determinate' : 'indeterminate'}
        value={0}
        aria-label={t('runs.progress')}
      />
    </Note>
  );
}
