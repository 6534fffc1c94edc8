import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { AuditEntry } from '@bailiwick/backstage-plugin-infra-common';
import { compareSettings } from '../approvals/SettingsDiff';
import { valueText } from '../plans/values';
import { resourceRouteRef, typeRouteRef } from '../routes';
import { type Column, DataTable, Moment, Quiet, Who } from '../shared';
import { type Text, useText } from '../translations';

const useStyles = makeStyles(theme => ({
  subject: { display: 'grid', gap: theme.spacing(0.25), overflowWrap: 'anywhere' },
  summary: { cursor: 'pointer' },
  fields: { margin: theme.spacing(1, 0, 0), fontSize: '0.8125rem' },
  field: { marginBottom: theme.spacing(0.75) },
  name: { color: theme.palette.textSubtle },
  value: { margin: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  after: { textDecoration: 'none', fontWeight: 600 },
}));

const columnsOf = (t: Text): Column<AuditEntry>[] => [
  { id: 'event', label: t('audit.column.event'), render: ({ event }) => <code>{event}</code> },
  {
    id: 'subject',
    label: t('audit.column.subject'),
    render: entry => <Subject entry={entry} />,
  },
  {
    id: 'actor',
    label: t('audit.column.actor'),
    render: ({ actor }) => <Who entityRef={actor} />,
  },
  { id: 'time', label: t('audit.column.time'), render: ({ time }) => <Moment time={time} /> },
  {
    id: 'change',
    label: t('audit.column.change'),
    render: entry => <Change entry={entry} />,
  },
];

interface AuditTableProps {
  label: string;
  entries: readonly AuditEntry[];
  /** Left out where all of them are about the same. */
  withSubject?: boolean;
}

/** Entries of the audit trail: what happened to what, who did it, and what it changed. */
export function AuditTable({ label, entries, withSubject }: AuditTableProps) {
  const t = useText();
  return (
    <DataTable
      label={label}
      rows={entries}
      rowKey={({ id }) => id}
      columns={columnsOf(t).filter(({ id }) => withSubject || id !== 'subject')}
    />
  );
}

export const SUBJECT_KINDS = [
  'resource',
  'unit',
  'quota',
  'roleBinding',
  'resourceType',
  'integration',
  'secret',
  'server',
  'inventory',
  'argocd',
  'batch',
  'workflow',
  'workspace',
] as const;

const kindOf = (kind: string) => SUBJECT_KINDS.find(one => one === kind);

/** What it was called at that time, where the entry says so. */
function nameOf({ subject, before, after }: AuditEntry): string {
  const name = after?.name ?? before?.name;
  return typeof name === 'string' ? name : subject.id;
}

function Subject({ entry }: { entry: AuditEntry }) {
  const t = useText();
  const classes = useStyles();
  const toResource = useRouteRef(resourceRouteRef);
  const toType = useRouteRef(typeRouteRef);
  const { kind, id } = entry.subject;
  const name = nameOf(entry);
  const known = kindOf(kind);
  const targets: Record<string, string> = {
    resource: toResource({ id }),
    resourceType: toType({ name: id }),
  };
  return (
    <div className={classes.subject}>
      {targets[kind] ? <Link to={targets[kind]}>{name}</Link> : <span>{name}</span>}
      <Quiet variant="caption">{known ? t(`audit.kind.${known}`) : kind}</Quiet>
    </div>
  );
}

function Change({ entry: { before, after } }: { entry: AuditEntry }) {
  const t = useText();
  const classes = useStyles();
  const changes = compareSettings(before ?? {}, after ?? {}).filter(
    ({ difference }) => difference !== 'same',
  );
  if (changes.length === 0) return <>{t('audit.noChange')}</>;
  return (
    <details>
      <summary className={classes.summary}>{t('audit.column.change')}</summary>
      <dl className={classes.fields}>
        {changes.map(({ name, before: was, after: is }) => (
          <div key={name} className={classes.field}>
            <dt className={classes.name}>{name}</dt>
            {was !== undefined && (
              <dd className={classes.value}>
                {t('audit.before')} <del>{valueText(t, was)}</del>
              </dd>
            )}
            {is !== undefined && (
              <dd className={classes.value}>
                {t('audit.after')} <ins className={classes.after}>{valueText(t, is)}</ins>
              </dd>
            )}
          </div>
        ))}
      </dl>
    </details>
  );
}
