import { makeStyles } from '@material-ui/core/styles';
import type { Approval, Resource } from '@bailiwick/backstage-plugin-infra-common';
import { ApprovalLink, ApprovalMarks } from '../approvals/labels';
import { Moment, Empty, QueryView, relativeTime, StatusLabel, useNow } from '../shared';
import { PositionLabel } from '../resources/positions';
import { ResourceLink } from '../resources/ResourceLink';
import { type Text, useText } from '../translations';
import { useWaiting, type Waiting } from './queries';

const useStyles = makeStyles(theme => ({
  list: { listStyle: 'none', margin: 0, padding: 0 },
  item: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    gap: theme.spacing(0.25, 2),
    padding: theme.spacing(1.25, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
    ...theme.typography.body2,
    '&:first-child': { borderTop: 'none', paddingTop: 0 },
  },
  name: { fontWeight: 600 },
  quiet: { color: theme.palette.textSubtle },
  reason: { gridColumn: '1 / -1', color: theme.palette.textSubtle, overflowWrap: 'anywhere' },
}));

const keyOf = (waiting: Waiting): string =>
  waiting.cause === 'approval'
    ? `approval ${waiting.approval.id}`
    : `${waiting.cause} ${waiting.resource.id}`;

/** Failures, decisions and what is about to expire, as far as one can do something about them. */
export function WaitingList() {
  const t = useText();
  const classes = useStyles();
  const query = useWaiting();
  return (
    <QueryView
      query={query}
      compact
      isEmpty={items => items.length === 0}
      empty={
        <Empty compact title={t('overview.waiting.none.title')}>
          {t('overview.waiting.none.hint')}
        </Empty>
      }
    >
      {items => (
        <ul className={classes.list} aria-label={t('overview.waiting.list')}>
          {items.map(waiting => (
            <li key={keyOf(waiting)} className={classes.item}>
              {waiting.cause === 'approval' ? (
                <ApprovalEntry approval={waiting.approval} />
              ) : (
                <ResourceEntry {...waiting} />
              )}
            </li>
          ))}
        </ul>
      )}
    </QueryView>
  );
}

function ApprovalEntry({ approval }: { approval: Approval }) {
  const t = useText();
  const classes = useStyles();
  return (
    <>
      <span>
        <span className={classes.name}>
          <ApprovalLink approval={approval} />
        </span>{' '}
        <span className={classes.quiet}>{approval.resource.unitName}</span>
      </span>
      <StatusLabel tone="warning">{t('overview.waiting.approval')}</StatusLabel>
      <span className={classes.reason}>
        <Moment time={approval.openedAt} /> <ApprovalMarks approval={approval} />
      </span>
    </>
  );
}

interface ResourceEntryProps {
  cause: 'failed' | 'expiring';
  resource: Resource;
}

function ResourceEntry({ cause, resource }: ResourceEntryProps) {
  const t = useText();
  const classes = useStyles();
  const now = useNow(60_000);
  return (
    <>
      <span>
        <span className={classes.name}>
          <ResourceLink resource={resource} />
        </span>{' '}
        <span className={classes.quiet}>{resource.unitName}</span>
      </span>
      {cause === 'failed' ? (
        <PositionLabel position={resource} />
      ) : (
        <StatusLabel tone="warning">{expiryText(t, resource.expiresAt, now)}</StatusLabel>
      )}
      <span className={classes.reason}>
        {cause === 'failed' && resource.statusReason ? `${resource.statusReason} · ` : ''}
        <Moment time={resource.updatedAt} />
      </span>
    </>
  );
}

function expiryText(t: Text, expiresAt: string | undefined, now: Date): string {
  const when = expiresAt && relativeTime(new Date(expiresAt), now);
  return t('overview.waiting.expiring', { when: when || t('common.justNow') });
}
