import type { ArgoCdApplicationDetail } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  Empty,
  Facts,
  Moment,
  ReasonedButton,
  Section,
  StatusLabel,
  useNotify,
} from '../shared';
import { useText } from '../translations';
import { useRollbackApplication } from './queries';
import { Revision } from './statuses';

type HistoryEntry = ArgoCdApplicationDetail['history'][number];

/** What was deployed, and a way back to it. */
export function ApplicationHistory({ detail }: { detail: ArgoCdApplicationDetail }) {
  const t = useText();
  const [asked, setAsked] = useState<HistoryEntry>();
  const { rollback } = detail.permissions;
  const newestFirst = [...detail.history].sort((a, b) => b.id - a.id);
  const isCurrent = ({ revision }: HistoryEntry) => revision === detail.revision;
  const columns: Column<HistoryEntry>[] = [
    {
      id: 'revision',
      label: t('argocd.history.column.revision'),
      render: ({ revision }) => <Revision revision={revision} />,
    },
    {
      id: 'when',
      label: t('argocd.history.column.when'),
      render: ({ deployedAt }) => (deployedAt ? <Moment time={deployedAt} /> : '–'),
    },
    {
      id: 'by',
      label: t('argocd.history.column.by'),
      render: ({ initiatedBy }) => initiatedBy ?? '–',
    },
    {
      id: 'actions',
      label: t('argocd.history.column.actions'),
      kind: 'actions',
      render: entry =>
        isCurrent(entry) ? (
          <StatusLabel tone="good">{t('argocd.history.current')}</StatusLabel>
        ) : (
          <ReasonedButton
            size="small"
            reason={rollback.allowed ? undefined : rollback.reason}
            onClick={() => setAsked(entry)}
            aria-label={`${t('argocd.action.rollback')}: ${entry.revision.slice(0, 9)}`}
          >
            {t('argocd.action.rollback')}
          </ReasonedButton>
        ),
    },
  ];
  return (
    <Section title={t('argocd.history.title')} flush>
      {newestFirst.length === 0 ? (
        <Empty compact title={t('argocd.history.none')} />
      ) : (
        <DataTable
          label={t('argocd.history.list')}
          rows={newestFirst}
          rowKey={({ id }) => String(id)}
          columns={columns}
        />
      )}
      {asked && (
        <RollbackDialog detail={detail} entry={asked} onClose={() => setAsked(undefined)} />
      )}
    </Section>
  );
}

interface RollbackDialogProps {
  detail: ArgoCdApplicationDetail;
  entry: HistoryEntry;
  onClose: () => void;
}

function RollbackDialog({ detail, entry, onClose }: RollbackDialogProps) {
  const t = useText();
  const notify = useNotify();
  const rollback = useRollbackApplication(detail);
  return (
    <ConfirmDialog
      title={t('argocd.rollbackDialog.title', { name: detail.name })}
      confirm={t('argocd.action.rollback')}
      isDangerous
      isBusy={rollback.isPending}
      error={rollback.error}
      onClose={onClose}
      onConfirm={() =>
        rollback.mutate(entry.revision, {
          onSuccess: ({ commit, warning }) => {
            notify(warning ?? t('argocd.rollbackDialog.done', { commit: commit.slice(0, 9) }));
            onClose();
          },
        })
      }
    >
      <p>{t('argocd.rollbackDialog.hint')}</p>
      <Facts
        facts={[
          [t('argocd.rollbackDialog.revision'), <code>{entry.revision}</code>],
          [t('argocd.history.column.when'), entry.deployedAt && <Moment time={entry.deployedAt} />],
        ]}
      />
    </ConfirmDialog>
  );
}
