import type { ArgoCdApplicationDetail } from '@bailiwick/backstage-plugin-infra-common';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { type Column, DataTable, Empty, LoadMore, SearchField, Section } from '../shared';
import { useText } from '../translations';
import { HealthLabel, SyncLabel } from './statuses';

type AppResource = ArgoCdApplicationDetail['resources'][number];

const SHOWN_AT_ONCE = 50;

const useStyles = makeStyles(theme => ({
  search: { padding: theme.spacing(0, 2.5, 2), maxWidth: 360, display: 'grid' },
  message: { color: theme.palette.textSubtle, fontSize: '0.8rem', overflowWrap: 'anywhere' },
}));

const keyOf = ({ group, kind, namespace, name }: AppResource) =>
  [group, kind, namespace, name].join('/');

/** What an application consists of. */
export function ApplicationResources({ resources }: { resources: readonly AppResource[] }) {
  const t = useText();
  const classes = useStyles();
  const [q, setQ] = useState('');
  const [shown, setShown] = useState(SHOWN_AT_ONCE);
  const matching = resources.filter(resource =>
    keyOf(resource).toLowerCase().includes(q.toLowerCase()),
  );
  const columns: Column<AppResource>[] = [
    { id: 'name', label: t('argocd.resources.column.name'), render: ({ name }) => name },
    { id: 'kind', label: t('argocd.resources.column.kind'), render: ({ kind }) => kind },
    {
      id: 'namespace',
      label: t('argocd.resources.column.namespace'),
      render: ({ namespace }) => namespace ?? '–',
    },
    {
      id: 'sync',
      label: t('argocd.resources.column.sync'),
      render: ({ sync }) => (sync ? <SyncLabel sync={sync} /> : '–'),
    },
    {
      id: 'health',
      label: t('argocd.resources.column.health'),
      render: ({ health, message }) => (
        <div>
          {health ? <HealthLabel health={health} /> : '–'}
          {message && <div className={classes.message}>{message}</div>}
        </div>
      ),
    },
  ];
  if (resources.length === 0) {
    return (
      <Section title={t('argocd.resources.title')}>
        <Empty compact title={t('argocd.resources.none')} />
      </Section>
    );
  }
  return (
    <Section title={t('argocd.resources.title')} flush>
      {resources.length > 10 && (
        <div className={classes.search} role="search">
          <SearchField label={t('argocd.resources.searchLabel')} value={q} onChange={setQ} />
        </div>
      )}
      {matching.length === 0 ? (
        <Empty compact filtered title={t('argocd.resources.noMatch')} />
      ) : (
        <DataTable
          label={t('argocd.resources.list')}
          rows={matching.slice(0, shown)}
          rowKey={keyOf}
          columns={columns}
        />
      )}
      <LoadMore
        query={{
          data: { items: matching.slice(0, shown), totalItems: matching.length },
          hasNextPage: matching.length > shown,
          isFetchingNextPage: false,
          fetchNextPage: () => setShown(shown + SHOWN_AT_ONCE),
        }}
      />
    </Section>
  );
}
