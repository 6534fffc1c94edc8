import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { Batch, BatchItem } from '@bailiwick/backstage-plugin-infra-common';
import { useParams } from 'react-router-dom';
import { RunStatusLabel } from '../resources/positions';
import { ResourceLink } from '../resources/ResourceLink';
import { batchesRouteRef, resourceRouteRef } from '../routes';
import {
  ChoiceField,
  type Column,
  DataTable,
  Empty,
  Moment,
  QueryView,
  Quiet,
  ScreenBody,
  Section,
  StatusLabel,
  useFilters,
  Who,
} from '../shared';
import { type Text, useText } from '../translations';
import { BatchCounts, batchTitle, ITEM_STATUSES, ItemStatusLabel } from './labels';
import { useBatch } from './queries';

const useStyles = makeStyles(theme => ({
  chips: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1, 1.5) },
  filter: { padding: theme.spacing(0, 2.5, 2), '& > *': { minWidth: '12rem' } },
  reason: { overflowWrap: 'anywhere' },
}));

/** One batch, in the address of which its id is. */
export function BatchScreen() {
  const { id = '' } = useParams();
  const t = useText();
  const classes = useStyles();
  const toBatches = useRouteRef(batchesRouteRef);
  const query = useBatch(id);
  const batch = query.data;
  return (
    <ScreenBody
      title={batch ? batchTitle(t, batch) : t('batches.title')}
      subtitle={
        <div className={classes.chips}>
          <Link to={toBatches()}>{t('batches.back')}</Link>
          {batch && (
            <>
              <StatusLabel tone={batch.finishedAt ? 'ended' : 'busy'}>
                {t(batch.finishedAt ? 'batches.ended' : 'batches.going')}
              </StatusLabel>
              <BatchCounts counts={batch.counts} />
              <Moment time={batch.createdAt} />
              <Who entityRef={batch.requestedBy} />
            </>
          )}
        </div>
      }
    >
      <QueryView query={query}>{found => <Items batch={found} />}</QueryView>
    </ScreenBody>
  );
}

const FILTERS = ['outcome'] as const;

function Items({ batch }: { batch: Batch }) {
  const t = useText();
  const classes = useStyles();
  const { values, update } = useFilters(FILTERS);
  const outcome = ITEM_STATUSES.find(one => one === values.outcome);
  const shown = batch.items.filter(({ status }) => outcome === undefined || status === outcome);
  return (
    <Section title={t('batches.items')} flush>
      <div role="search" className={classes.filter}>
        <ChoiceField
          label={t('batches.filter')}
          value={outcome}
          choices={ITEM_STATUSES.map(one => [one, t(`batches.item.status.${one}`)] as const)}
          onChange={next => update({ outcome: next })}
          anyLabel={t('batches.anyOutcome')}
        />
      </div>
      {shown.length === 0 ? (
        <Empty filtered title={t('batches.none')} />
      ) : (
        <DataTable
          label={t('batches.items')}
          rows={shown}
          rowKey={({ resourceId }) => resourceId}
          columns={columnsOf(t)}
        />
      )}
    </Section>
  );
}

function NameCell({ item: { resourceId, name } }: { item: BatchItem }) {
  const t = useText();
  if (name === undefined) return <Quiet component="span">{t('batches.item.hidden')}</Quiet>;
  return <ResourceLink resource={{ id: resourceId, name }} />;
}

function RunCell({ item: { resourceId, status, runId, runStatus } }: { item: BatchItem }) {
  const t = useText();
  const toResource = useRouteRef(resourceRouteRef);
  if (status !== 'done') return <>–</>;
  if (!runId || !runStatus) return <Quiet component="span">{t('batches.item.noRun')}</Quiet>;
  return (
    <Link to={`${toResource({ id: resourceId })}?tab=runs&run=${runId}`}>
      <RunStatusLabel status={runStatus} />
    </Link>
  );
}

function ReasonCell({ item: { error } }: { item: BatchItem }) {
  const classes = useStyles();
  if (!error) return <>–</>;
  return (
    <div className={classes.reason}>
      {error.message} <Quiet component="span">{error.code}</Quiet>
    </div>
  );
}

function columnsOf(t: Text): Column<BatchItem>[] {
  return [
    { id: 'name', label: t('batches.item.name'), render: item => <NameCell item={item} /> },
    {
      id: 'outcome',
      label: t('batches.item.outcome'),
      render: ({ status }) => <ItemStatusLabel status={status} />,
    },
    { id: 'run', label: t('batches.item.run'), render: item => <RunCell item={item} /> },
    { id: 'reason', label: t('batches.item.reason'), render: item => <ReasonCell item={item} /> },
  ];
}
