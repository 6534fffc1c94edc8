import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import type { AllowedAction, AuditEntry, Resource } from '@bailiwick/backstage-plugin-infra-common';
import {
  type Column,
  DataTable,
  Empty,
  LoadMore,
  Moment,
  QueryView,
  Section,
  StatusLabel,
} from '../shared';
import { useText } from '../translations';
import { useResourceAudit } from './queries';

const useStyles = makeStyles(theme => ({
  data: {
    margin: 0,
    padding: theme.spacing(1),
    maxHeight: 240,
    overflow: 'auto',
    background: theme.palette.background.default,
    borderRadius: theme.shape.borderRadius,
    fontSize: '0.75rem',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
  summary: { cursor: 'pointer' },
}));

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

function Actor({ actor }: { actor: string }) {
  return /^[a-z]+:[^/]+\/.+/i.test(actor) ? <EntityRefLink entityRef={actor} /> : <>{actor}</>;
}

function Audit({ resourceId }: { resourceId: string }) {
  const t = useText();
  const query = useResourceAudit(resourceId);
  const columns: Column<AuditEntry>[] = [
    {
      id: 'event',
      label: t('resources.access.event'),
      render: ({ event }) => <code>{event}</code>,
    },
    {
      id: 'actor',
      label: t('resources.access.actor'),
      render: ({ actor }) => <Actor actor={actor} />,
    },
    { id: 'time', label: t('resources.access.time'), render: ({ time }) => <Moment time={time} /> },
    {
      id: 'change',
      label: t('resources.access.change'),
      render: entry => <Change entry={entry} />,
    },
  ];
  return (
    <Section title={t('resources.access.audit')} flush>
      <QueryView
        query={query}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty compact title={t('resources.access.noAudit')} />}
      >
        {({ items }) => (
          <>
            <DataTable
              label={t('resources.access.auditList')}
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

function Change({ entry: { before, after } }: { entry: AuditEntry }) {
  const t = useText();
  const classes = useStyles();
  if (!before && !after) return <>{t('resources.access.noChange')}</>;
  const sides = [
    [t('resources.access.before'), before],
    [t('resources.access.after'), after],
  ] as const;
  return (
    <details>
      <summary className={classes.summary}>{t('resources.access.change')}</summary>
      {sides.map(
        ([name, data]) =>
          data && (
            <div key={name}>
              {name}
              <pre className={classes.data}>{JSON.stringify(data, null, 2)}</pre>
            </div>
          ),
      )}
    </details>
  );
}
