import { makeStyles } from '@material-ui/core/styles';
import type { SyncResult } from '@bailiwick/backstage-plugin-infra-common';
import { ADMIN_ROLES } from '../session';
import {
  type Column,
  DataTable,
  Elapsed,
  Empty,
  LoadMore,
  Moment,
  QueryView,
  Section,
  StatusLabel,
  type Tone,
  Who,
} from '../shared';
import { useText } from '../translations';
import { useSyncs } from './queries';

const useStyles = makeStyles(theme => ({
  error: { maxWidth: '26rem', color: theme.palette.textSubtle, overflowWrap: 'anywhere' },
  summary: { cursor: 'pointer' },
  rows: {
    margin: 0,
    paddingInlineStart: theme.spacing(2),
    textAlign: 'start',
    whiteSpace: 'normal',
  },
}));

const TONES: Record<SyncResult['status'], Tone> = {
  running: 'busy',
  succeeded: 'good',
  failed: 'bad',
  blocked: 'warning',
};

const COUNTS = ['added', 'updated', 'unchanged', 'returned'] as const;

export function SyncHistory() {
  const t = useText();
  const classes = useStyles();
  const query = useSyncs();
  const columns: Column<SyncResult>[] = [
    {
      id: 'status',
      label: t('inventory.sync.column.status'),
      render: ({ status, error }) => (
        <div>
          <StatusLabel tone={TONES[status]}>{t(`inventory.sync.status.${status}`)}</StatusLabel>
          {error && <div className={classes.error}>{error.message}</div>}
        </div>
      ),
    },
    {
      id: 'started',
      label: t('inventory.sync.column.started'),
      render: ({ startedAt }) => <Moment time={startedAt} />,
    },
    {
      id: 'took',
      label: t('inventory.sync.column.took'),
      render: ({ startedAt, finishedAt }) => <Elapsed since={startedAt} until={finishedAt} />,
    },
    {
      id: 'by',
      label: t('inventory.sync.column.by'),
      render: ({ requestedBy }) => <Who entityRef={requestedBy} />,
    },
    ...COUNTS.map((name): Column<SyncResult> => ({
      id: name,
      label: t(`inventory.sync.column.${name}`),
      render: result => result[name].toLocaleString(),
      kind: 'number',
    })),
    {
      id: 'offline',
      label: t('inventory.sync.column.offline'),
      render: ({ markedOffline, wouldMarkOffline }) =>
        (wouldMarkOffline ?? markedOffline).toLocaleString(),
      kind: 'number',
    },
    {
      id: 'rejected',
      label: t('inventory.sync.column.rejected'),
      render: result => <Rejected result={result} />,
      kind: 'number',
    },
  ];
  return (
    <Section title={t('inventory.sync.list')} isUntitled flush>
      <QueryView
        query={query}
        roles={ADMIN_ROLES}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty title={t('inventory.sync.empty')} />}
      >
        {({ items }) => (
          <>
            <DataTable
              label={t('inventory.sync.list')}
              rows={items}
              rowKey={({ id }) => id}
              columns={columns}
            />
            <LoadMore query={query} />
          </>
        )}
      </QueryView>
    </Section>
  );
}

function Rejected({ result: { rejected, rejectedCount } }: { result: SyncResult }) {
  const t = useText();
  const classes = useStyles();
  if (rejectedCount === 0) return <>0</>;
  const others = rejectedCount - rejected.length;
  return (
    <details>
      <summary
        className={classes.summary}
        aria-label={`${t('inventory.sync.rejectedRows')}: ${rejectedCount}`}
      >
        {rejectedCount.toLocaleString()}
      </summary>
      <ul className={classes.rows}>
        {rejected.map(({ name, reason }, index) => (
          <li key={`${name} ${index}`}>
            <strong>{name}</strong> {reason}
          </li>
        ))}
        {others > 0 && <li>{t('inventory.sync.more', { others: others.toLocaleString() })}</li>}
      </ul>
    </details>
  );
}
