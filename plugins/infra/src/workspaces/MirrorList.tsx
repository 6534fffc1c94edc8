import FormControlLabel from '@material-ui/core/FormControlLabel';
import Switch from '@material-ui/core/Switch';
import { makeStyles } from '@material-ui/core/styles';
import {
  type Mirror,
  type MirrorState,
  mirrorStateSchema,
  type Workspace,
} from '@bailiwick/backstage-plugin-infra-common';
import { ResourceLink } from '../resources/ResourceLink';
import {
  ChoiceField,
  type Column,
  DataTable,
  Empty,
  FilterBar,
  LoadMore,
  Moment,
  QueryView,
  Section,
  useFilters,
} from '../shared';
import { useText } from '../translations';
import { MirrorNotes, MirrorStateLabel, PullRequestLink, RetryButton } from './MirrorLabels';
import { useMirrors } from './queries';

const useStyles = makeStyles(theme => ({
  branch: { overflowWrap: 'anywhere', fontSize: '0.8125rem' },
  state: { display: 'grid', gap: theme.spacing(1), justifyItems: 'start' },
}));

const FILTERS = ['q', 'state', 'failing'] as const;

/** What a workspace mirrors, as far as the one who looks may read the resources. */
export function MirrorList({ workspace }: { workspace: Workspace }) {
  const t = useText();
  const { values, update, clear, isFiltered } = useFilters(FILTERS);
  const state = mirrorStateSchema.safeParse(values.state).data;
  const query = useMirrors(workspace.id, {
    ...{ q: values.q, state, failing: values.failing === 'true' },
  });
  const empty = isFiltered ? (
    <Empty filtered title={t('mirrors.noMatch.title')}>
      {t('mirrors.noMatch.hint')}
    </Empty>
  ) : (
    <Empty title={t('mirrors.empty.title')}>{t('mirrors.empty.hint')}</Empty>
  );
  return (
    <Section title={t('mirrors.list')} flush>
      <FilterBar
        search={values.q}
        searchLabel={t('mirrors.search')}
        onSearch={q => update({ q })}
        isFiltered={isFiltered}
        onClear={clear}
      >
        <ChoiceField<MirrorState>
          label={t('mirrors.column.state')}
          anyLabel={t('mirrors.anyState')}
          value={state}
          choices={mirrorStateSchema.options.map(
            option => [option, t(`mirrors.state.${option}`)] as const,
          )}
          onChange={chosen => update({ state: chosen })}
        />
        <FormControlLabel
          control={
            <Switch
              color="primary"
              checked={values.failing === 'true'}
              onChange={(_, failing) => update({ failing: failing ? 'true' : undefined })}
            />
          }
          label={t('mirrors.failingOnly')}
        />
      </FilterBar>
      <QueryView query={query} isEmpty={({ items }) => items.length === 0} empty={empty}>
        {({ items }) => (
          <>
            <MirrorTable mirrors={items} />
            <LoadMore query={query} />
          </>
        )}
      </QueryView>
    </Section>
  );
}

function MirrorTable({ mirrors }: { mirrors: readonly Mirror[] }) {
  const t = useText();
  const classes = useStyles();
  const columns: Column<Mirror>[] = [
    {
      id: 'resource',
      label: t('mirrors.column.resource'),
      render: ({ resource }) =>
        resource.isThere ? <ResourceLink resource={resource} /> : resource.name,
    },
    { id: 'type', label: t('mirrors.column.type'), render: ({ resource }) => resource.type },
    {
      id: 'state',
      label: t('mirrors.column.state'),
      render: mirror => (
        <div className={classes.state}>
          <MirrorStateLabel mirror={mirror} />
          <MirrorNotes mirror={mirror} />
        </div>
      ),
    },
    {
      id: 'pullRequest',
      label: t('mirrors.column.pullRequest'),
      render: mirror => <PullRequestLink mirror={mirror} />,
    },
    {
      id: 'branch',
      label: t('mirrors.column.branch'),
      render: ({ branch }) => branch && <code className={classes.branch}>{branch}</code>,
    },
    {
      id: 'changed',
      label: t('mirrors.column.changed'),
      render: ({ updatedAt }) => <Moment time={updatedAt} />,
    },
    {
      id: 'actions',
      label: t('mirrors.column.actions'),
      kind: 'actions',
      render: mirror => mirror.resource.isThere && <RetryButton mirror={mirror} />,
    },
  ];
  return (
    <DataTable
      label={t('mirrors.list')}
      rows={mirrors}
      rowKey={({ resource }) => resource.id}
      columns={columns}
    />
  );
}
