import Button from '@material-ui/core/Button';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import Switch from '@material-ui/core/Switch';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import { type AllocationNode, DIMENSIONS } from '@bailiwick/backstage-plugin-infra-common';
import { Fragment, useMemo, useState } from 'react';
import {
  Empty,
  hasMoney,
  Loading,
  type Measured,
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
import { Choice } from './Choice';
import { GrantForms } from './GrantForms';
import { useAllocationTree } from './queries';
import { QuotaTrend } from './QuotaTrend';
import { SiteCapacity } from './SiteCapacity';
import {
  entryAt,
  flattenTree,
  indexTree,
  isAny,
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
}));

const spends = ({ budget }: AllocationNode) => budget !== undefined && hasMoney(budget);

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
  // Money needs no site: where there is none yet, budgets are there all the same.
  const tree = useAllocationTree(site, { root: rootId, enabled: sites.data !== undefined });
  return (
    <QueryView query={sites}>
      {() => (
        <QueryView query={tree} loading={<Loading lines={8} />}>
          {root =>
            site ? (
              <Explorer root={root} site={site} />
            ) : (
              <>
                <Empty title={t('allocations.empty.noSite')}>
                  {t('allocations.empty.noSiteHint')}
                </Empty>
                <Budgets root={root} />
              </>
            )
          }
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
  const tops = readableTops(root);
  const money = values.dimension === 'monthlyCost' ? 'monthlyCost' : undefined;
  return (
    <>
      {tops.map(node => (
        <Fragment key={node.unit.id}>
          <SiteCapacity node={node} site={site} />
          <QuotaTrend unit={node.unit} site={site} />
        </Fragment>
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
            value={isPicture ? dimension : (money ?? dimension)}
            choices={
              isPicture || !isAny(root, spends) ? DIMENSIONS : [...DIMENSIONS, 'monthlyCost']
            }
            onChange={next => update({ dimension: next })}
          />
        </div>
        {isPicture ? (
          tops.map(node => (
            <AllocationPicture key={node.unit.id} root={node} site={site} dimension={dimension} />
          ))
        ) : (
          <TableView root={root} site={site} dimension={money ?? dimension} />
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

/** What units may spend, where there is no site yet. */
function Budgets({ root }: { root: AllocationNode }) {
  const t = useText();
  return (
    <Section title={t('allocations.budgetTree')} flush>
      <TableView root={root} dimension="monthlyCost" />
    </Section>
  );
}

/** Where there is no room for all dimensions, or the picture can show one only, one is chosen. */
function useIsNarrow(): boolean {
  const theme = useTheme();
  return useMediaQuery(theme.breakpoints.down('sm'));
}

interface DimensionChoiceProps {
  isAlways: boolean;
  value: Measured;
  choices: readonly Measured[];
  onChange: (dimension: Measured) => void;
}

function DimensionChoice({ isAlways, value, choices, onChange }: DimensionChoiceProps) {
  const t = useText();
  const isNarrow = useIsNarrow();
  if (!isAlways && !isNarrow) return null;
  return (
    <Choice
      label={t('allocations.dimension')}
      value={value}
      choices={choices.map(name => [name, t(`dimension.${name}.name`)] as const)}
      onChange={onChange}
    />
  );
}

interface TableViewProps {
  root: AllocationNode;
  site?: string;
  /** Where there is room for one only. */
  dimension: Measured;
}

function TableView({ root, site, dimension }: TableViewProps) {
  const t = useText();
  const classes = useStyles();
  const grantRefusal = useGrantRefusal();
  const { values, update } = useFilters(PARAMETERS);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() =>
    unitsAbove(root, OPEN_LEVELS),
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
  const isNarrow = useIsNarrow();
  const dimensions = useMemo((): readonly Measured[] => {
    if (isNarrow || !site) return [dimension];
    return isAny(root, spends) ? [...DIMENSIONS, 'monthlyCost'] : DIMENSIONS;
  }, [isNarrow, site, root, dimension]);

  const toggle = (id: string) =>
    setExpanded(before => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });

  // What a branch begins with is granted by a unit that is not on the screen, so its figures could not be shown.
  const refusalOf = (row: TreeRow, of: 'quota' | 'budget') => {
    const isBranch = row.unit.parentId !== null && !places.get(row.unit.id)?.parent;
    return grantRefusal(row, of) ?? (isBranch ? t('allocations.edit.refusedBranch') : undefined);
  };
  const refusal = (row: TreeRow) => {
    const ofBudget = refusalOf(row, 'budget');
    return ofBudget && (site ? refusalOf(row, 'quota') : ofBudget);
  };

  const renderEditor = (row: TreeRow, close: () => void) => {
    const { unit, entry, budget } = row;
    const parent = places.get(unit.id)?.parent;
    const mayGrant = (of: 'quota' | 'budget') => refusalOf(row, of) === undefined;
    return (
      <GrantForms
        quota={
          site !== undefined && parent && mayGrant('quota')
            ? { unit, site, entry, parent: { unit: parent.unit, entry: entryAt(parent, site) } }
            : undefined
        }
        budget={
          budget && mayGrant('budget')
            ? { unit, budget, parent: parent && { unit: parent.unit, budget: parent.budget } }
            : undefined
        }
        onClose={close}
      />
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
        <Button size="small" onClick={() => setExpanded(unitsAbove(root, Infinity))}>
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
          label={site ? t('allocations.tree', { site }) : t('allocations.budgetTree')}
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
