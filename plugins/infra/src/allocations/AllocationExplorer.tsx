import Button from '@material-ui/core/Button';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import Switch from '@material-ui/core/Switch';
import { alpha, makeStyles, useTheme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import ToggleButton from '@material-ui/lab/ToggleButton';
import ToggleButtonGroup from '@material-ui/lab/ToggleButtonGroup';
import {
  type AllocationNode,
  type Dimension,
  DIMENSIONS,
} from '@bailiwick/backstage-plugin-infra-common';
import { useMemo, useState } from 'react';
import {
  Empty,
  Loading,
  QueryView,
  QuotaLegend,
  SearchField,
  Section,
  SiteFilter,
  useFilters,
  useSites,
} from '../shared';
import { useText } from '../translations';
import { AllocationPicture } from './AllocationPicture';
import { AllocationTable } from './AllocationTable';
import { useAllocationTree } from './queries';
import { QuotaEditor } from './QuotaEditor';
import { SiteCapacity } from './SiteCapacity';
import {
  entryAt,
  flattenTree,
  indexTree,
  matchingBranches,
  readableTops,
  type TreeRow,
  unitsAbove,
} from './tree';
import { useGrantRefusal } from './useGrantRefusal';

const OPEN_LEVELS = 2;
const PARAMETERS = ['site', 'view', 'dimension', 'q', 'over'] as const;

const useStyles = makeStyles(theme => ({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0, 2.5, 2),
    ...theme.typography.body2,
    '& .MuiFormControlLabel-label': theme.typography.body2,
    [theme.breakpoints.down('xs')]: { '& .MuiTextField-root': { flex: '1 1 100%' } },
  },
  site: { minWidth: 130 },
  legend: { padding: theme.spacing(1.25, 2.5), borderTop: `1px solid ${theme.palette.divider}` },
  group: {
    '& button': {
      textTransform: 'none',
      padding: theme.spacing(0.75, 1.5),
      color: theme.palette.text.primary,
    },
    '& .Mui-selected': {
      color: theme.palette.text.primary,
      background: alpha(theme.palette.primary.main, 0.16),
      fontWeight: 600,
    },
  },
}));

interface AllocationExplorerProps {
  /** Begin at this unit instead of at the top. */
  rootId?: string;
}

/** The quota tree of one site, as a table and as a picture. */
export function AllocationExplorer({ rootId }: AllocationExplorerProps) {
  const t = useText();
  const sites = useSites();
  const { values } = useFilters(PARAMETERS);
  const site = values.site ?? sites.data?.[0];
  const tree = useAllocationTree(site, rootId);
  return (
    <QueryView
      query={sites}
      isEmpty={names => names.length === 0}
      empty={
        <Empty title={t('allocations.empty.noSite')}>{t('allocations.empty.noSiteHint')}</Empty>
      }
    >
      {() => (
        <QueryView query={tree} loading={<Loading lines={8} />}>
          {root => site && <Explorer root={root} site={site} />}
        </QueryView>
      )}
    </QueryView>
  );
}

function Explorer({ root, site }: { root: AllocationNode; site: string }) {
  const t = useText();
  const classes = useStyles();
  const { values, update } = useFilters(PARAMETERS);
  const dimension = DIMENSIONS.find(name => name === values.dimension) ?? DIMENSIONS[0];
  const isPicture = values.view === 'picture';
  const tops = readableTops(root, site);
  return (
    <>
      {tops.map(node => (
        <SiteCapacity key={node.unit.id} node={node} site={site} />
      ))}
      <Section title={t('allocations.tree', { site })} flush>
        <div className={classes.bar}>
          <SiteFilter
            value={site}
            onChange={next => update({ site: next })}
            className={classes.site}
          />
          <Choice
            label={t('allocations.view.label')}
            value={isPicture ? 'picture' : 'table'}
            choices={[
              ['table', t('allocations.view.table')],
              ['picture', t('allocations.view.picture')],
            ]}
            onChange={view => update({ view: view === 'picture' ? view : undefined })}
          />
          <DimensionChoice
            isAlways={isPicture}
            value={dimension}
            onChange={next => update({ dimension: next })}
          />
        </div>
        {isPicture ? (
          tops.map(node => (
            <AllocationPicture key={node.unit.id} root={node} site={site} dimension={dimension} />
          ))
        ) : (
          <TableView root={root} site={site} dimension={dimension} />
        )}
        {!isPicture && (
          <div className={classes.legend}>
            <QuotaLegend />
          </div>
        )}
      </Section>
    </>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  choices: readonly (readonly [value: Value, label: string])[];
  onChange: (value: Value) => void;
}

function Choice<Value extends string>({ label, value, choices, onChange }: ChoiceProps<Value>) {
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={value}
      onChange={(_, next: Value | null) => next && onChange(next)}
      aria-label={label}
      className={useStyles().group}
    >
      {choices.map(([choice, name]) => (
        <ToggleButton key={choice} value={choice}>
          {name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

/** Where there is no room for all dimensions, or the picture can show one only, one is chosen. */
function useDimensionsShown(chosen: Dimension): readonly Dimension[] {
  const theme = useTheme();
  const isNarrow = useMediaQuery(theme.breakpoints.down('sm'));
  return useMemo(() => (isNarrow ? [chosen] : DIMENSIONS), [isNarrow, chosen]);
}

interface DimensionChoiceProps {
  isAlways: boolean;
  value: Dimension;
  onChange: (dimension: Dimension) => void;
}

function DimensionChoice({ isAlways, value, onChange }: DimensionChoiceProps) {
  const t = useText();
  const shown = useDimensionsShown(value);
  if (!isAlways && shown.length > 1) return null;
  return (
    <Choice
      label={t('allocations.dimension')}
      value={value}
      choices={DIMENSIONS.map(name => [name, t(`dimension.${name}.name`)] as const)}
      onChange={onChange}
    />
  );
}

interface TableViewProps {
  root: AllocationNode;
  site: string;
  dimension: Dimension;
}

function TableView({ root, site, dimension }: TableViewProps) {
  const t = useText();
  const classes = useStyles();
  const grantRefusal = useGrantRefusal();
  const { values, update } = useFilters(PARAMETERS);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() =>
    unitsAbove(root, site, OPEN_LEVELS),
  );
  const [editingId, setEditingId] = useState<string>();
  const places = useMemo(() => indexTree(root), [root]);

  const text = values.q?.toLowerCase();
  const onlyOver = values.over !== undefined;
  const kept = useMemo(() => {
    if (!text && !onlyOver) return undefined;
    return matchingBranches(
      root,
      node =>
        (!text || node.unit.name.toLowerCase().includes(text) || node.unit.slug.includes(text)) &&
        (!onlyOver || Boolean(entryAt(node, site)?.overcommitted)),
    );
  }, [root, site, text, onlyOver]);
  const rows = useMemo(
    () => flattenTree(root, { site, expanded, kept }),
    [root, site, expanded, kept],
  );
  const dimensions = useDimensionsShown(dimension);

  const toggle = (id: string) =>
    setExpanded(before => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });

  // What a branch begins with is granted by a unit that is not on the screen, so its figures could not be shown.
  const refusal = (row: TreeRow) =>
    grantRefusal(row) ??
    (places.get(row.unit.id)?.parent ? undefined : t('allocations.edit.refusedBranch'));

  const renderEditor = ({ unit, entry }: TreeRow, close: () => void) => {
    const parent = places.get(unit.id)?.parent;
    return (
      parent && (
        <QuotaEditor
          unit={unit}
          site={site}
          entry={entry}
          parent={{ unit: parent.unit, entry: entryAt(parent, site) }}
          onClose={close}
        />
      )
    );
  };

  return (
    <>
      <div className={classes.bar} role="search">
        <SearchField
          label={t('allocations.searchLabel')}
          value={values.q ?? ''}
          onChange={q => update({ q: q || undefined })}
        />
        <FormControlLabel
          control={
            <Switch
              color="primary"
              checked={onlyOver}
              onChange={(_, on) => update({ over: on ? 'yes' : undefined })}
            />
          }
          label={t('allocations.onlyOver')}
        />
        <Button size="small" onClick={() => setExpanded(unitsAbove(root, site, Infinity))}>
          {t('allocations.expandAll')}
        </Button>
        <Button size="small" onClick={() => setExpanded(new Set())}>
          {t('allocations.collapseAll')}
        </Button>
        <span role="status">{t('allocations.units', { count: rows.length })}</span>
      </div>
      {rows.length === 0 ? (
        <Empty filtered title={t('allocations.empty.filtered')} />
      ) : (
        <AllocationTable
          label={t('allocations.tree', { site })}
          rows={rows}
          dimensions={dimensions}
          onToggle={toggle}
          refusal={refusal}
          onEdit={setEditingId}
          editingId={editingId}
          renderEditor={renderEditor}
          onCloseEditor={() => setEditingId(undefined)}
        />
      )}
    </>
  );
}
