import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { BatchItem, BatchSummary } from '@bailiwick/backstage-plugin-infra-common';
import { batchRouteRef } from '../routes';
import { StatusLabel, type Tone } from '../shared';
import { type Text, useText } from '../translations';

const useStyles = makeStyles(theme => ({
  counts: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.25, 1.5) },
}));

export const ITEM_STATUSES = ['waiting', 'done', 'refused'] as const;

const TONE: Record<BatchItem['status'], Tone> = { waiting: 'busy', done: 'good', refused: 'bad' };

export function ItemStatusLabel({ status }: Pick<BatchItem, 'status'>) {
  const t = useText();
  return <StatusLabel tone={TONE[status]}>{t(`batches.item.status.${status}`)}</StatusLabel>;
}

/** How many of its items are where; what there is none of is left out. */
export function BatchCounts({ counts }: Pick<BatchSummary, 'counts'>) {
  const t = useText();
  const classes = useStyles();
  return (
    <div className={classes.counts}>
      {ITEM_STATUSES.filter(status => counts[status] > 0).map(status => (
        <StatusLabel key={status} tone={TONE[status]}>
          {t(`batches.count.${status}`, { count: String(counts[status]) })}
        </StatusLabel>
      ))}
    </div>
  );
}

export function batchTitle(t: Text, { action, counts }: BatchSummary): string {
  const count = ITEM_STATUSES.reduce((sum, status) => sum + counts[status], 0);
  return t('batches.titleOf', {
    action: t(`resources.action.${action}`),
    total: t('batches.resources', { count }),
  });
}

export function BatchLink({ batch }: { batch: BatchSummary }) {
  const t = useText();
  const toBatch = useRouteRef(batchRouteRef);
  return <Link to={toBatch({ id: batch.id })}>{batchTitle(t, batch)}</Link>;
}
