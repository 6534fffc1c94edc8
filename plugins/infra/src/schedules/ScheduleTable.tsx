import { makeStyles } from '@material-ui/core/styles';
import type { Schedule } from '@bailiwick/backstage-plugin-infra-common';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { queryKeys } from '../api';
import { ResourceLink } from '../resources/ResourceLink';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  Moment,
  Opened,
  Quiet,
  ReasonedButton,
  RefusalNote,
  StatusLabel,
  useNotify,
  Who,
} from '../shared';
import { type Text, useText } from '../translations';
import { useDeleteSchedule, useReadSchedule, useSaveSchedule } from './queries';
import { ScheduleDialog } from './ScheduleDialog';
import { momentIn, whenText } from './whenText';

const useStyles = makeStyles(theme => ({
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
  text: { display: 'block', maxWidth: '22rem', overflowWrap: 'anywhere' },
  buttons: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5),
    justifyContent: 'flex-end',
  },
}));

interface ScheduleTableProps {
  schedules: readonly Schedule[];
  /** Leaves the resource out, where the place says it already. */
  ofResource?: boolean;
}

export function ScheduleTable({ schedules, ofResource }: ScheduleTableProps) {
  const t = useText();
  const columns = columnsOf(t).filter(({ id }) => !ofResource || id !== 'resource');
  return (
    <DataTable
      label={t('schedules.list')}
      rows={schedules}
      rowKey={({ id }) => id}
      columns={columns}
    />
  );
}

function NameCell({ schedule }: { schedule: Schedule }) {
  const t = useText();
  const classes = useStyles();
  return (
    <div>
      <div className={classes.name}>{schedule.name}</div>
      <Quiet variant="caption">{t(`resources.action.${schedule.action}`)}</Quiet>
    </div>
  );
}

function NextCell({ schedule: { enabled, nextDueAt, timezone } }: { schedule: Schedule }) {
  const t = useText();
  if (!enabled) return <StatusLabel tone="ended">{t('schedules.disabled')}</StatusLabel>;
  if (!nextDueAt) return <>{t('schedules.never')}</>;
  return (
    <div>
      <Moment time={nextDueAt} />
      <Quiet variant="caption" component="div">
        {momentIn(nextDueAt, timezone)}
      </Quiet>
    </div>
  );
}

function LastCell({ schedule }: { schedule: Schedule }) {
  const t = useText();
  const classes = useStyles();
  const { lastOutcome, lastDueAt, lastReason, refusals } = schedule;
  if (!lastOutcome) return <Quiet component="span">{t('schedules.notYet')}</Quiet>;
  return (
    <div>
      <StatusLabel tone={lastOutcome === 'fired' ? 'good' : 'bad'}>
        {t(`schedules.outcome.${lastOutcome}`)}
      </StatusLabel>{' '}
      {lastDueAt && <Moment time={lastDueAt} />}
      {lastReason && (
        <Quiet variant="caption" className={classes.text}>
          {lastReason}
        </Quiet>
      )}
      {refusals > 0 && (
        <Quiet variant="caption" className={classes.text}>
          {t('schedules.refusals', { count: refusals })}
        </Quiet>
      )}
    </div>
  );
}

function ActionsCell({ schedule }: { schedule: Schedule }) {
  const t = useText();
  const classes = useStyles();
  const notify = useNotify();
  const queryClient = useQueryClient();
  const read = useReadSchedule();
  const [asked, setAsked] = useState<'change' | 'delete'>();
  const close = () => setAsked(undefined);
  const { name } = schedule;
  const toggle = useSaveSchedule(({ enabled }) =>
    notify(t(enabled ? 'schedules.resumed' : 'schedules.paused', { name })),
  );
  const reasonOf = (action: Schedule['allowedActions'][number]['action']) =>
    schedule.allowedActions.find(one => one.action === action)?.reason;
  const pause = schedule.enabled ? 'disable' : 'enable';
  const labelled = (action: 'change' | 'disable' | 'enable' | 'delete') => ({
    size: 'small' as const,
    'aria-label': t('schedules.action.of', { action: t(`schedules.action.${action}`), name }),
    children: t(`schedules.action.${action}`),
  });
  return (
    <div>
      <div className={classes.buttons}>
        <ReasonedButton
          {...labelled('change')}
          reason={reasonOf('change')}
          onClick={() => setAsked('change')}
        />
        <ReasonedButton
          {...labelled(pause)}
          reason={reasonOf(schedule.enabled ? 'disable' : 'change')}
          onClick={() => {
            // Until it shows what came of it, a second press would be about what is no more.
            if (toggle.isPending) return;
            toggle.mutate({ change: { enabled: !schedule.enabled }, of: schedule });
          }}
        />
        <ReasonedButton
          {...labelled('delete')}
          reason={reasonOf('delete')}
          onClick={() => setAsked('delete')}
        />
      </div>
      <RefusalNote
        error={toggle.error}
        reloading={{
          reload: () => {
            toggle.reset();
            queryClient.invalidateQueries({ queryKey: queryKeys.schedules });
          },
          isReloading: false,
          error: null,
        }}
      />
      {asked && (
        <Opened record={schedule} read={read} subject="schedule">
          {opened =>
            asked === 'change' ? (
              <ScheduleDialog schedule={opened} onClose={close} />
            ) : (
              <DeleteDialog schedule={opened} onClose={close} />
            )
          }
        </Opened>
      )}
    </div>
  );
}

function DeleteDialog({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const t = useText();
  const notify = useNotify();
  const { name } = schedule;
  const remove = useDeleteSchedule(() => {
    notify(t('schedules.deleted', { name }));
    onClose();
  });
  return (
    <ConfirmDialog
      title={t('schedules.confirmDelete', { name })}
      confirm={t('common.delete')}
      isDangerous
      isBusy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate(schedule)}
    >
      <p>{t('schedules.confirmDeleteHint')}</p>
    </ConfirmDialog>
  );
}

function columnsOf(t: Text): Column<Schedule>[] {
  return [
    {
      id: 'name',
      label: t('schedules.column.name'),
      render: schedule => <NameCell schedule={schedule} />,
    },
    {
      id: 'resource',
      label: t('schedules.column.resource'),
      render: ({ resource, unitName }) => (
        <div>
          <ResourceLink resource={resource} />
          <Quiet variant="caption" component="div">
            {unitName}
          </Quiet>
        </div>
      ),
    },
    {
      id: 'when',
      label: t('schedules.column.when'),
      render: schedule => whenText(t, schedule),
    },
    {
      id: 'next',
      label: t('schedules.column.next'),
      render: schedule => <NextCell schedule={schedule} />,
    },
    {
      id: 'last',
      label: t('schedules.column.last'),
      render: schedule => <LastCell schedule={schedule} />,
    },
    {
      id: 'owner',
      label: t('schedules.column.owner'),
      render: ({ owner }) => <Who entityRef={owner} />,
    },
    {
      id: 'actions',
      label: t('schedules.column.actions'),
      kind: 'actions',
      render: schedule => <ActionsCell schedule={schedule} />,
    },
  ];
}
