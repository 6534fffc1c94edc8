import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { Workspace } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { workspaceRouteRef } from '../routes';
import {
  type Column,
  DataTable,
  Empty,
  FilterBar,
  LoadMore,
  Moment,
  QueryView,
  Quiet,
  ReasonedButton,
  ScreenBody,
  Section,
  StatusLabel,
  useFilters,
} from '../shared';
import { useText } from '../translations';
import { useWorkspaces } from './queries';
import { useKeepsWorkspaces } from './useKeeping';
import { WorkspaceActions } from './WorkspaceActions';
import { WorkspaceDialog } from './WorkspaceDialog';

const useStyles = makeStyles({
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
  address: { overflowWrap: 'anywhere' },
});

const FILTERS = ['q'] as const;

/** Git repositories that mirror rendered IaC. */
export function WorkspacesScreen() {
  const t = useText();
  const { values, update, clear, isFiltered } = useFilters(FILTERS);
  const query = useWorkspaces(values.q);
  const keeps = useKeepsWorkspaces();
  const [isAdding, setAdding] = useState(false);
  const empty = isFiltered ? (
    <Empty filtered title={t('workspaces.noMatch.title')}>
      {t('workspaces.noMatch.hint')}
    </Empty>
  ) : (
    <Empty title={t('workspaces.empty.title')}>{t('workspaces.empty.hint')}</Empty>
  );
  return (
    <ScreenBody
      title={t('workspaces.title')}
      subtitle={t('workspaces.subtitle')}
      actions={
        <ReasonedButton
          variant="contained"
          color="primary"
          reason={keeps ? undefined : t('workspaces.mayNot')}
          onClick={() => setAdding(true)}
        >
          {t('workspaces.add')}
        </ReasonedButton>
      }
    >
      <Section title={t('workspaces.list')} isUntitled flush>
        <FilterBar
          search={values.q}
          searchLabel={t('workspaces.search')}
          onSearch={q => update({ q })}
          isFiltered={isFiltered}
          onClear={clear}
        />
        <QueryView query={query} isEmpty={({ items }) => items.length === 0} empty={empty}>
          {({ items }) => (
            <>
              <WorkspaceTable workspaces={items} />
              <LoadMore query={query} />
            </>
          )}
        </QueryView>
      </Section>
      {isAdding && <WorkspaceDialog onClose={() => setAdding(false)} />}
    </ScreenBody>
  );
}

function WorkspaceTable({ workspaces }: { workspaces: readonly Workspace[] }) {
  const t = useText();
  const classes = useStyles();
  const toWorkspace = useRouteRef(workspaceRouteRef);
  const columns: Column<Workspace>[] = [
    {
      id: 'name',
      label: t('workspaces.column.name'),
      render: ({ id, name }) => (
        <Link to={toWorkspace({ id })} className={classes.name}>
          {name}
        </Link>
      ),
    },
    { id: 'unit', label: t('workspaces.column.unit'), render: ({ unitName }) => unitName },
    {
      id: 'repository',
      label: t('workspaces.column.repository'),
      render: ({ url, branch }) => (
        <span className={classes.address}>
          {url} ({branch})
        </span>
      ),
    },
    {
      id: 'serves',
      label: t('workspaces.column.serves'),
      render: ({ resourceTypes }) => resourceTypes.join(', ') || t('workspaces.everything'),
    },
    {
      id: 'mirrored',
      label: t('workspaces.column.mirrored'),
      render: workspace => <Mirrored workspace={workspace} />,
    },
    {
      id: 'checked',
      label: t('workspaces.column.checked'),
      render: workspace => <Checked workspace={workspace} />,
    },
    {
      id: 'actions',
      label: t('workspaces.column.actions'),
      kind: 'actions',
      render: workspace => <WorkspaceActions workspace={workspace} />,
    },
  ];
  return (
    <DataTable
      label={t('workspaces.list')}
      rows={workspaces}
      rowKey={({ id }) => id}
      columns={columns}
    />
  );
}

export function Mirrored({ workspace: { mirrored, failing } }: { workspace: Workspace }) {
  const t = useText();
  return (
    <>
      {t('workspaces.mirrored', { count: mirrored })}
      {failing > 0 && (
        <>
          {' '}
          <StatusLabel tone="bad">{t('workspaces.failing', { count: failing })}</StatusLabel>
        </>
      )}
    </>
  );
}

export function Checked({ workspace: { validatedAt, validationError } }: { workspace: Workspace }) {
  const t = useText();
  if (validationError) return <StatusLabel tone="bad">{validationError}</StatusLabel>;
  if (!validatedAt) return <Quiet component="span">{t('workspaces.unchecked')}</Quiet>;
  return (
    <StatusLabel tone="good">
      <Moment time={validatedAt} />
    </StatusLabel>
  );
}
