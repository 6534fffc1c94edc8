import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { Resource, Revision } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { newKey } from '../api';
import { approvalRouteRef } from '../routes';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  Empty,
  CostText,
  LoadMore,
  Moment,
  QueryView,
  Quiet,
  ReasonedButton,
  Section,
  useNotify,
  Who,
} from '../shared';
import { useText } from '../translations';
import { CompareRevisions } from './CompareRevisions';
import { useRestore, useRevisions } from './revisionQueries';

/** What a resource was and became; two of them side by side, and any of them proposed anew. */
export function RevisionsTab({ resource }: { resource: Resource }) {
  const t = useText();
  const query = useRevisions(resource.id);
  const [restored, setRestored] = useState<Revision>();
  return (
    <QueryView
      query={query}
      isEmpty={({ items }) => items.length === 0}
      empty={
        <Empty title={t('resources.revisions.none.title')}>
          {t('resources.revisions.none.hint')}
        </Empty>
      }
    >
      {({ items }) => (
        <>
          <Section title={t('resources.tabs.revisions')} flush>
            <RevisionTable resource={resource} revisions={items} onRestore={setRestored} />
            <LoadMore query={query} />
          </Section>
          <CompareRevisions resource={resource} revisions={items} />
          {restored && (
            <RestoreDialog
              resource={resource}
              revision={restored}
              onClose={() => setRestored(undefined)}
            />
          )}
        </>
      )}
    </QueryView>
  );
}

interface RevisionTableProps {
  resource: Resource;
  revisions: readonly Revision[];
  onRestore: (revision: Revision) => void;
}

function RevisionTable({ resource, revisions, onRestore }: RevisionTableProps) {
  const t = useText();
  const refusalOf = ({ revision }: Revision): string | undefined =>
    revision === resource.revision
      ? t('resources.revisions.current')
      : resource.allowedActions.find(({ action }) => action === 'edit')?.reason;
  const columns: Column<Revision>[] = [
    {
      id: 'revision',
      label: t('resources.revisions.column.revision'),
      render: revision => <RevisionNumber revision={revision} />,
    },
    {
      id: 'version',
      label: t('resources.revisions.column.version'),
      render: ({ version }) => version,
    },
    {
      id: 'cost',
      label: t('resources.revisions.column.cost'),
      render: ({ cost }) => <CostText cost={cost} />,
      kind: 'number',
    },
    {
      id: 'by',
      label: t('resources.revisions.column.by'),
      render: ({ requestedBy }) => <Who entityRef={requestedBy} />,
    },
    {
      id: 'at',
      label: t('resources.revisions.column.at'),
      render: ({ createdAt }) => <Moment time={createdAt} />,
    },
    {
      id: 'actions',
      label: t('resources.revisions.column.actions'),
      kind: 'actions',
      render: revision => (
        <ReasonedButton
          size="small"
          reason={refusalOf(revision)}
          onClick={() => onRestore(revision)}
          aria-label={t('resources.revisions.restoreOf', { revision: String(revision.revision) })}
        >
          {t('resources.revisions.restore')}
        </ReasonedButton>
      ),
    },
  ];
  return (
    <DataTable
      label={t('resources.revisions.list')}
      rows={revisions}
      rowKey={({ revision }) => String(revision)}
      columns={columns}
    />
  );
}

function RevisionNumber({
  revision: { revision, restoredFrom, approvalId },
}: {
  revision: Revision;
}) {
  const t = useText();
  const toApproval = useRouteRef(approvalRouteRef);
  return (
    <div>
      {revision}
      {restoredFrom !== undefined && (
        <Quiet variant="caption" component="div">
          {t('resources.revisions.restoredFrom', { revision: String(restoredFrom) })}
        </Quiet>
      )}
      {approvalId && (
        <div>
          <Link to={toApproval({ id: approvalId })}>{t('resources.revisions.approval')}</Link>
        </div>
      )}
    </div>
  );
}

interface RestoreDialogProps {
  resource: Resource;
  revision: Revision;
  onClose: () => void;
}

function RestoreDialog({ resource, revision: { revision }, onClose }: RestoreDialogProps) {
  const t = useText();
  const notify = useNotify();
  const [idempotencyKey] = useState(newKey);
  const restore = useRestore(resource);
  const texts = { revision: String(revision), name: resource.name };
  return (
    <ConfirmDialog
      title={t('resources.revisions.restoreTitle', texts)}
      confirm={t('resources.revisions.restore')}
      isBusy={restore.isPending}
      error={restore.error}
      onClose={onClose}
      onConfirm={() =>
        restore.mutate(
          { revision, idempotencyKey },
          {
            onSuccess: () => {
              notify(t('resources.revisions.restored', texts));
              onClose();
            },
          },
        )
      }
    >
      <p>{t('resources.revisions.restoreHint')}</p>
    </ConfirmDialog>
  );
}
