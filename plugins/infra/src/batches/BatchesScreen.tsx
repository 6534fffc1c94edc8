import { LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { BatchSummary } from '@bailiwick/backstage-plugin-infra-common';
import { resourcesRouteRef } from '../routes';
import {
  type Column,
  DataTable,
  Empty,
  LoadMore,
  Moment,
  QueryView,
  ScreenBody,
  Section,
  Who,
} from '../shared';
import { type Text, useText } from '../translations';
import { BatchCounts, BatchLink } from './labels';
import { useBatches } from './queries';

/** Batches that one asked for; administrators see all. */
export function BatchesScreen() {
  const t = useText();
  const toResources = useRouteRef(resourcesRouteRef);
  const query = useBatches();
  const choose = (
    <LinkButton to={toResources()} color="primary" variant="contained">
      {t('batches.choose')}
    </LinkButton>
  );
  return (
    <ScreenBody title={t('batches.title')} subtitle={t('batches.subtitle')} actions={choose}>
      <Section title={t('batches.list')} isUntitled flush>
        <QueryView
          query={query}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <Empty title={t('batches.empty.title')} action={choose}>
              {t('batches.empty.hint')}
            </Empty>
          }
        >
          {({ items }) => (
            <>
              <DataTable
                label={t('batches.list')}
                rows={items}
                rowKey={({ id }) => id}
                columns={columnsOf(t)}
              />
              <LoadMore query={query} />
            </>
          )}
        </QueryView>
      </Section>
    </ScreenBody>
  );
}

function columnsOf(t: Text): Column<BatchSummary>[] {
  return [
    { id: 'what', label: t('batches.column.what'), render: batch => <BatchLink batch={batch} /> },
    {
      id: 'counts',
      label: t('batches.column.counts'),
      render: ({ counts }) => <BatchCounts counts={counts} />,
    },
    {
      id: 'by',
      label: t('batches.column.by'),
      render: ({ requestedBy }) => <Who entityRef={requestedBy} />,
    },
    {
      id: 'created',
      label: t('batches.column.created'),
      render: ({ createdAt }) => <Moment time={createdAt} />,
    },
    {
      id: 'finished',
      label: t('batches.column.finished'),
      render: ({ finishedAt }) => (finishedAt ? <Moment time={finishedAt} /> : '–'),
    },
  ];
}
