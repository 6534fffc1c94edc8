import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { ResourceType } from '@bailiwick/backstage-plugin-infra-common';
import { useNavigate } from 'react-router-dom';
import { importTypeRouteRef } from '../routes';
import {
  type Column,
  DataTable,
  Empty,
  FilterBar,
  LoadMore,
  QueryView,
  Quiet,
  ReasonedButton,
  ScreenBody,
  Section,
  useFilters,
} from '../shared';
import { type Text, useText } from '../translations';
import { LifecycleLabel, originText, TypeLink, TypeStatusLabel } from './labels';
import { useTypeList } from './queries';
import { useTypeRefusal } from './useTypeRefusal';

const useStyles = makeStyles(theme => ({
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
  versions: { listStyle: 'none', margin: 0, padding: 0 },
  version: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0, 1.5) },
}));

const FILTERS = ['q'] as const;
/** Of types with many versions, only the newest show in the list. */
const SHOWN = 3;

/** Everything that can be requested, and what was once. */
export function TypesScreen() {
  const t = useText();
  const navigate = useNavigate();
  const toImport = useRouteRef(importTypeRouteRef);
  const { values, update, clear, isFiltered } = useFilters(FILTERS);
  const query = useTypeList(values.q);
  const refusal = useTypeRefusal();
  return (
    <ScreenBody
      title={t('types.title')}
      subtitle={t('types.subtitle')}
      actions={
        <ReasonedButton
          variant="contained"
          color="primary"
          reason={refusal}
          onClick={() => navigate(toImport())}
        >
          {t('types.import')}
        </ReasonedButton>
      }
    >
      <Section title={t('types.list')} isUntitled flush>
        <FilterBar
          search={values.q}
          searchLabel={t('types.searchLabel')}
          onSearch={q => update({ q })}
          isFiltered={isFiltered}
          onClear={clear}
        />
        <QueryView
          query={query}
          isEmpty={({ items }) => items.length === 0}
          empty={
            isFiltered ? (
              <Empty filtered title={t('types.empty.filtered')} />
            ) : (
              <Empty title={t('types.empty.title')}>{t('types.empty.hint')}</Empty>
            )
          }
        >
          {({ items }) => (
            <>
              <TypeTable types={items} />
              <LoadMore query={query} />
            </>
          )}
        </QueryView>
      </Section>
    </ScreenBody>
  );
}

const columnsOf = (t: Text): Column<ResourceType>[] => [
  { id: 'name', label: t('types.column.name'), render: type => <NameCell type={type} /> },
  { id: 'origin', label: t('types.column.origin'), render: type => originText(t, type) },
  {
    id: 'provisioner',
    label: t('types.column.provisioner'),
    render: ({ provisioner, abstract }) => (abstract ? t('types.abstract') : provisioner),
  },
  {
    id: 'versions',
    label: t('types.column.versions'),
    render: ({ versions }) => <VersionsCell versions={versions} />,
  },
  {
    id: 'status',
    label: t('types.column.status'),
    render: type => <TypeStatusLabel type={type} />,
  },
];

function TypeTable({ types }: { types: readonly ResourceType[] }) {
  const t = useText();
  return (
    <DataTable
      label={t('types.list')}
      rows={types}
      rowKey={({ name }) => name}
      columns={columnsOf(t)}
    />
  );
}

function NameCell({ type }: { type: ResourceType }) {
  const classes = useStyles();
  return (
    <div>
      <div className={classes.name}>
        <TypeLink type={type} />
      </div>
      {type.description && <Quiet variant="caption">{type.description}</Quiet>}
    </div>
  );
}

function VersionsCell({ versions }: Pick<ResourceType, 'versions'>) {
  const classes = useStyles();
  const newest = [...versions].reverse().slice(0, SHOWN);
  return (
    <ul className={classes.versions}>
      {newest.map(({ version, lifecycle, resources }) => (
        <li key={version} className={classes.version}>
          <span>{version}</span>
          <LifecycleLabel lifecycle={lifecycle} />
          {resources !== undefined && <Quiet component="span">{resources}</Quiet>}
        </li>
      ))}
      {versions.length > SHOWN && <li>…</li>}
    </ul>
  );
}
