import { makeStyles } from '@material-ui/core/styles';
import type { Resource, Revision, RevisionDiff } from '@bailiwick/backstage-plugin-infra-common';
import { valueText } from '../plans/values';
import {
  ChoiceField,
  type Column,
  DataTable,
  Empty,
  QueryView,
  Quiet,
  Section,
  useFilters,
} from '../shared';
import { useText } from '../translations';
import { useRevisionDiff } from './revisionQueries';

const useStyles = makeStyles(theme => ({
  choices: {
    display: 'grid',
    gap: theme.spacing(1.5),
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(11rem, 100%), 1fr))',
    padding: theme.spacing(0, 2.5, 2),
  },
  note: { padding: theme.spacing(0, 2.5, 2.5) },
  value: { overflowWrap: 'anywhere' },
}));

const CHOSEN = ['from', 'to'] as const;

/** Two revisions and what differs between them; the last two where none were chosen. */
export function CompareRevisions({
  resource,
  revisions,
}: {
  resource: Resource;
  revisions: readonly Revision[];
}) {
  const t = useText();
  const classes = useStyles();
  const { values, update } = useFilters(CHOSEN);
  const numbers = revisions.map(({ revision }) => String(revision));
  const [newest, before] = numbers;
  if (before === undefined) {
    return (
      <Section title={t('resources.revisions.compare')}>
        <Quiet>{t('resources.revisions.compareHint')}</Quiet>
      </Section>
    );
  }
  const known = (chosen: string | undefined, otherwise: string) =>
    chosen !== undefined && numbers.includes(chosen) ? chosen : otherwise;
  const a = known(values.from, before);
  const b = known(values.to, newest);
  const choices = numbers.map(number => [number, number] as const);
  return (
    <Section title={t('resources.revisions.compare')} flush>
      <div className={classes.choices}>
        <ChoiceField
          label={t('resources.revisions.older')}
          value={a}
          choices={choices}
          onChange={from => update({ from })}
          anyLabel={t('resources.revisions.choose')}
        />
        <ChoiceField
          label={t('resources.revisions.newer')}
          value={b}
          choices={choices}
          onChange={to => update({ to })}
          anyLabel={t('resources.revisions.choose')}
        />
      </div>
      <Differences resourceId={resource.id} a={Number(a)} b={Number(b)} />
    </Section>
  );
}

type Change = RevisionDiff['changes'][number];

function Differences({ resourceId, a, b }: { resourceId: string; a: number; b: number }) {
  const t = useText();
  const classes = useStyles();
  const query = useRevisionDiff(resourceId, a, b);
  const value = (side: unknown) => <code className={classes.value}>{valueText(t, side)}</code>;
  const columns: Column<Change>[] = [
    {
      id: 'what',
      label: t('resources.revisions.what'),
      render: ({ pointer }) => <code className={classes.value}>{pointer}</code>,
    },
    {
      id: 'before',
      label: t('resources.revisions.before'),
      render: ({ before }) => value(before),
    },
    { id: 'after', label: t('resources.revisions.after'), render: ({ after }) => value(after) },
  ];
  return (
    <QueryView
      query={query}
      compact
      isEmpty={({ changes }) => changes.length === 0}
      empty={<Empty compact title={t('resources.revisions.same')} />}
    >
      {({ changes }) => (
        <DataTable
          label={t('resources.revisions.differences')}
          rows={changes}
          rowKey={({ pointer }) => pointer}
          columns={columns}
        />
      )}
    </QueryView>
  );
}
