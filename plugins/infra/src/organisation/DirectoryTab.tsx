import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import type { Binding, DirectoryReport } from '@bailiwick/backstage-plugin-infra-common';
import { useMemo, useState } from 'react';
import { ADMIN_ROLES } from '../session';
import {
  type Column,
  DataTable,
  Empty,
  FilterBar,
  LoadMore,
  Note,
  QueryView,
  relativeTime,
  Section,
  StatusLabel,
  useFilters,
  useNow,
  useUnitsById,
} from '../shared';
import { useText } from '../translations';
import { useDirectoryReport } from './queries';

type DirectoryUser = DirectoryReport['users'][number];
type UnmappedGroup = DirectoryReport['unmappedGroups'][number];

const PARAMETERS = ['q'] as const;
const SHOWN_AT_ONCE = 50;

const useStyles = makeStyles(theme => ({
  list: { margin: 0, paddingInlineStart: theme.spacing(2) },
  summary: { cursor: 'pointer' },
  roles: { margin: 0, padding: 0, listStyle: 'none' },
  pad: { padding: theme.spacing(0, 2.5, 2.5) },
}));

/** Who the directory knows, what follows for them, and which groups lead nowhere. */
export function DirectoryTab() {
  const query = useDirectoryReport();
  return (
    <QueryView query={query} roles={ADMIN_ROLES}>
      {report => (
        <>
          <Unmapped groups={report.unmappedGroups} />
          <Users report={report} />
        </>
      )}
    </QueryView>
  );
}

function Unmapped({ groups }: { groups: readonly UnmappedGroup[] }) {
  const t = useText();
  const classes = useStyles();
  const columns: Column<UnmappedGroup>[] = [
    {
      id: 'group',
      label: t('organisation.directory.column.group'),
      render: ({ group }) => <code>{group}</code>,
    },
    {
      id: 'reason',
      label: t('organisation.directory.column.reason'),
      render: ({ reason }) => reason,
    },
  ];
  return (
    <Section
      title={t('organisation.directory.unmapped')}
      subtitle={groups.length > 0 && t('organisation.directory.unmappedHint')}
      flush
    >
      {groups.length === 0 ? (
        <div className={classes.pad}>
          <Note tone="good">{t('organisation.directory.unmappedNone')}</Note>
        </div>
      ) : (
        <DataTable
          label={t('organisation.directory.unmappedList')}
          rows={groups}
          rowKey={({ group, reason }) => group + reason}
          columns={columns}
        />
      )}
    </Section>
  );
}

const isAbout = ({ username, displayName, groups }: DirectoryUser, q: string): boolean =>
  [username, displayName ?? '', ...groups].some(text => text.toLowerCase().includes(q));

/** The report comes whole; the list shows it bit by bit. */
function useShown(users: readonly DirectoryUser[], q: string) {
  const [shown, setShown] = useState(SHOWN_AT_ONCE);
  const matching = useMemo(
    () => (q ? users.filter(user => isAbout(user, q.toLowerCase())) : users),
    [users, q],
  );
  return {
    data: { items: matching.slice(0, shown), totalItems: matching.length },
    hasNextPage: matching.length > shown,
    isFetchingNextPage: false,
    fetchNextPage: () => setShown(shown + SHOWN_AT_ONCE),
  };
}

function Users({ report }: { report: DirectoryReport }) {
  const t = useText();
  const { values, update, clear, isFiltered } = useFilters(PARAMETERS);
  const list = useShown(report.users, values.q ?? '');
  const columns: Column<DirectoryUser>[] = [
    {
      id: 'user',
      label: t('organisation.directory.column.user'),
      render: ({ userRef, displayName, username }) => (
        <EntityRefLink entityRef={userRef} title={displayName ?? username} />
      ),
    },
    {
      id: 'roles',
      label: t('organisation.directory.column.roles'),
      render: ({ bindings }) => <Roles bindings={bindings} />,
    },
    {
      id: 'groups',
      label: t('organisation.directory.column.groups'),
      render: ({ groups }) => <Groups groups={groups} />,
    },
  ];
  const empty = isFiltered ? (
    <Empty filtered title={t('organisation.directory.noMatch')} />
  ) : (
    <Empty title={t('organisation.directory.noUsers')} />
  );
  return (
    <Section
      title={t('organisation.directory.users')}
      subtitle={<CheckedAt time={report.checkedAt} />}
      flush
    >
      <FilterBar
        search={values.q}
        searchLabel={t('organisation.directory.searchLabel')}
        onSearch={q => update({ q })}
        isFiltered={isFiltered}
        onClear={clear}
      />
      {list.data.items.length === 0 ? (
        empty
      ) : (
        <>
          <DataTable
            label={t('organisation.directory.usersList')}
            rows={list.data.items}
            rowKey={({ userRef }) => userRef}
            columns={columns}
          />
          <LoadMore query={list} />
        </>
      )}
    </Section>
  );
}

function Roles({ bindings }: { bindings: readonly Binding[] }) {
  const t = useText();
  const classes = useStyles();
  const units = useUnitsById(bindings.flatMap(({ unitId }) => unitId ?? []));
  if (bindings.length === 0) {
    return <StatusLabel tone="ended">{t('organisation.directory.noRoles')}</StatusLabel>;
  }
  return (
    <ul className={classes.roles}>
      {bindings.map(({ role, unitId, source }) => (
        <li key={`${role} ${unitId} ${source}`}>
          {unitId
            ? t('role.over', { role: t(`role.${role}`), unit: units.get(unitId)?.name ?? '…' })
            : t(`role.${role}`)}
          {source === 'manual' && ` (${t('role.source.manual')})`}
        </li>
      ))}
    </ul>
  );
}

function Groups({ groups }: { groups: readonly string[] }) {
  const t = useText();
  const classes = useStyles();
  return (
    <details>
      <summary className={classes.summary}>
        {t('organisation.directory.groupsCount', { count: groups.length })}
      </summary>
      <ul className={classes.list}>
        {groups.map(group => (
          <li key={group}>
            <code>{group}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

function CheckedAt({ time }: { time: string }) {
  const t = useText();
  const now = useNow(15_000);
  const when = relativeTime(new Date(time), now) ?? t('common.justNow');
  return <>{t('organisation.directory.checked', { when })}</>;
}
