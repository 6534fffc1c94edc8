import type { AllowedAction, Resource } from '@bailiwick/backstage-plugin-infra-common';
import { AuditTable } from '../audit/AuditTable';
import {
  type Column,
  DataTable,
  Empty,
  LoadMore,
  QueryView,
  Section,
  StatusLabel,
} from '../shared';
import { useText } from '../translations';
import { useResourceAudit } from './queries';

/** What the one who looks may do and why not, and what everybody did. */
export function AccessTab({ resource }: { resource: Resource }) {
  return (
    <>
      <Possibilities actions={resource.allowedActions} />
      <Audit resourceId={resource.id} />
    </>
  );
}

function Possibilities({ actions }: { actions: readonly AllowedAction[] }) {
  const t = useText();
  const columns: Column<AllowedAction>[] = [
    {
      id: 'action',
      label: t('runs.kind.action'),
      render: ({ action }) => t(`resources.action.${action}`),
    },
    {
      id: 'allowed',
      label: t('resources.access.now'),
      render: ({ allowed }) => (
        <StatusLabel tone={allowed ? 'good' : 'ended'}>
          {allowed ? t('resources.access.yes') : t('resources.access.no')}
        </StatusLabel>
      ),
    },
    { id: 'reason', label: t('resources.access.reason'), render: ({ reason }) => reason ?? '–' },
  ];
  return (
    <Section title={t('resources.access.may')} flush>
      <DataTable
        label={t('resources.access.actionsList')}
        rows={actions}
        rowKey={({ action }) => action}
        columns={columns}
      />
    </Section>
  );
}

function Audit({ resourceId }: { resourceId: string }) {
  const t = useText();
  const query = useResourceAudit(resourceId);
  return (
    <Section title={t('resources.access.audit')} flush>
      <QueryView
        query={query}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty compact title={t('resources.access.noAudit')} />}
      >
        {({ items }) => (
          <>
            <AuditTable label={t('resources.access.auditList')} entries={items} />
            <LoadMore query={query} />
          </>
        )}
      </QueryView>
    </Section>
  );
}
