import ButtonBase from '@material-ui/core/ButtonBase';
import { alpha, makeStyles } from '@material-ui/core/styles';
import type { Resource, Run } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { RunLogPanel } from '../runlog/RunLogPanel';
import {
  ConfirmDialog,
  Elapsed,
  Empty,
  Facts,
  LoadMore,
  Moment,
  Note,
  QueryView,
  ReasonedButton,
  Section,
  useFilters,
  Who,
} from '../shared';
import { useText } from '../translations';
import { RunStatusLabel } from './positions';
import { useCancelRun, useRuns } from './queries';

const useStyles = makeStyles(theme => ({
  columns: {
    display: 'grid',
    gap: theme.spacing(2.5),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [theme.breakpoints.up('md')]: { gridTemplateColumns: 'minmax(240px, 1fr) minmax(0, 3fr)' },
  },
  detail: { display: 'grid', gap: theme.spacing(2.5), minWidth: 0 },
  list: { listStyle: 'none', margin: 0, padding: 0 },
  entry: {
    width: '100%',
    display: 'grid',
    gap: theme.spacing(0.25),
    justifyContent: 'stretch',
    textAlign: 'start',
    padding: theme.spacing(1.25, 2.5),
    borderTop: `1px solid ${theme.palette.divider}`,
    borderInlineStart: '3px solid transparent',
    ...theme.typography.body2,
    '&[aria-current=true]': {
      borderInlineStartColor: theme.palette.primary.main,
      background: alpha(theme.palette.primary.main, 0.08),
    },
    '&:hover': { background: alpha(theme.palette.text.primary, 0.05) },
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: -2 },
  },
  line: { display: 'flex', justifyContent: 'space-between', gap: theme.spacing(1) },
  quiet: { color: theme.palette.textSubtle, fontSize: '0.8rem' },
}));

const RUN_PARAMETER = ['run'] as const;

/**
 * Stopping a run is the action `cancel` of its resource. A run of an action of its provisioner leaves the resource where it is, where there
 * is nothing to cancel; whoever may do anything else with it may stop that.
 */
const stopRefusal = ({ allowedActions }: Resource, { kind }: Run): string | undefined =>
  kind === 'action' && allowedActions.some(({ allowed }) => allowed)
    ? undefined
    : allowedActions.find(({ action }) => action === 'cancel')?.reason;

export function RunsTab({ resource }: { resource: Resource }) {
  const t = useText();
  const classes = useStyles();
  const query = useRuns(resource.id);
  const { values, update } = useFilters(RUN_PARAMETER);
  return (
    <QueryView
      query={query}
      isEmpty={({ items }) => items.length === 0}
      empty={<Empty title={t('runs.none.title')}>{t('runs.none.hint')}</Empty>}
    >
      {({ items }) => {
        const selected = items.find(({ id }) => id === values.run) ?? items[0];
        return (
          <div className={classes.columns}>
            <Section title={t('runs.title')} flush>
              <ul className={classes.list} aria-label={t('runs.list')}>
                {items.map(run => (
                  <li key={run.id}>
                    <RunEntry
                      run={run}
                      isSelected={run.id === selected.id}
                      onSelect={() => update({ run: run.id })}
                    />
                  </li>
                ))}
              </ul>
              <LoadMore query={query} />
            </Section>
            <div className={classes.detail}>
              <RunDetails run={selected} stopRefusal={stopRefusal(resource, selected)} />
              <RunLogPanel key={selected.id} runId={selected.id} />
            </div>
          </div>
        );
      }}
    </QueryView>
  );
}

interface RunEntryProps {
  run: Run;
  isSelected: boolean;
  onSelect: () => void;
}

function RunEntry({ run, isSelected, onSelect }: RunEntryProps) {
  const t = useText();
  const classes = useStyles();
  return (
    <ButtonBase className={classes.entry} aria-current={isSelected} onClick={onSelect}>
      <span className={classes.line}>
        <strong>{run.action ?? t(`runs.kind.${run.kind}`)}</strong>
        <RunStatusLabel status={run.status} />
      </span>
      <span className={`${classes.line} ${classes.quiet}`}>
        <Moment time={run.createdAt} />
        {run.startedAt && <Elapsed since={run.startedAt} until={run.finishedAt} />}
      </span>
    </ButtonBase>
  );
}

function RunDetails({ run, stopRefusal: reason }: { run: Run; stopRefusal: string | undefined }) {
  const t = useText();
  const [isAsking, setAsking] = useState(false);
  const cancel = useCancelRun();
  const isOver = run.finishedAt !== undefined;
  return (
    <Section
      title={run.action ?? t(`runs.kind.${run.kind}`)}
      actions={
        !isOver && (
          <ReasonedButton
            variant="outlined"
            size="small"
            reason={reason}
            onClick={() => setAsking(true)}
          >
            {t('runs.stop')}
          </ReasonedButton>
        )
      }
    >
      <Facts
        facts={[
          [t('field.status'), <RunStatusLabel status={run.status} />],
          [t('runs.phase'), run.phase],
          [
            t('runs.elapsed'),
            run.startedAt && <Elapsed since={run.startedAt} until={run.finishedAt} />,
          ],
          [t('runs.started'), run.startedAt && <Moment time={run.startedAt} />],
          [t('runs.by'), <Who entityRef={run.requestedBy} />],
          [t('runs.attemptLabel'), run.attempt > 1 ? String(run.attempt) : undefined],
          [t('runs.commit'), run.commit && <code>{run.commit}</code>],
        ]}
      />
      {run.error && <Note tone="bad">{run.error}</Note>}
      {isAsking && (
        <ConfirmDialog
          title={t('runs.stopTitle')}
          confirm={t('runs.stop')}
          isBusy={cancel.isPending}
          error={cancel.error}
          onClose={() => setAsking(false)}
          onConfirm={() => cancel.mutate(run, { onSuccess: () => setAsking(false) })}
        >
          <p>{t('runs.stopHint')}</p>
        </ConfirmDialog>
      )}
    </Section>
  );
}
