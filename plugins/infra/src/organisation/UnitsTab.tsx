import ButtonBase from '@material-ui/core/ButtonBase';
import { makeStyles } from '@material-ui/core/styles';
import type { Unit } from '@bailiwick/backstage-plugin-infra-common';
import { useMemo, useState } from 'react';
import { useLevels } from '../session';
import {
  Empty,
  ErrorNote,
  placeOf,
  QueryView,
  ReasonedButton,
  SearchField,
  Section,
  useFilters,
  useUnit,
  useUnitSearch,
} from '../shared';
import { useText } from '../translations';
import { CreateUnitDialog } from './UnitDialogs';
import { UnitPanel } from './UnitPanel';
import { unitRows } from './unitRows';
import { UnitTree } from './UnitTree';
import { useEditRefusal } from './useEditRefusal';
import { useChildren, useTopUnits } from './queries';

const PARAMETERS = ['q', 'unit'] as const;

const useStyles = makeStyles(theme => ({
  columns: {
    display: 'grid',
    gap: theme.spacing(2.5),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [theme.breakpoints.up('md')]: { gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)' },
  },
  search: { padding: theme.spacing(0, 2.5, 2), display: 'grid' },
  found: { listStyle: 'none', margin: 0, padding: 0 },
  match: {
    width: '100%',
    display: 'block',
    textAlign: 'start',
    padding: theme.spacing(1, 2.5),
    borderTop: `1px solid ${theme.palette.divider}`,
    ...theme.typography.body2,
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: -2 },
  },
  place: { ...theme.typography.caption, color: theme.palette.textSubtle, display: 'block' },
}));

/** The units as a tree, and beside it the one that is selected. */
export function UnitsTab() {
  const t = useText();
  const classes = useStyles();
  const { values, update } = useFilters(PARAMETERS);
  const selected = useUnit(values.unit);
  const select = (unit: Unit | undefined) => update({ unit: unit?.id });
  return (
    <div className={classes.columns}>
      <Section title={t('organisation.units.tree')} isUntitled flush>
        <div className={classes.search} role="search">
          <SearchField
            label={t('organisation.units.searchLabel')}
            value={values.q ?? ''}
            onChange={q => update({ q: q || undefined })}
          />
        </div>
        {values.q ? (
          <Matches q={values.q} onSelect={select} />
        ) : (
          <Tree selectedId={values.unit} onSelect={select} />
        )}
      </Section>
      {values.unit ? (
        <QueryView query={selected}>
          {unit => <UnitPanel key={unit.id} unit={unit} onGone={() => select(undefined)} />}
        </QueryView>
      ) : (
        <Section title={t('field.unit')} isUntitled>
          <Empty compact title={t('organisation.units.select')} />
        </Section>
      )}
    </div>
  );
}

interface TreeProps {
  selectedId: string | undefined;
  onSelect: (unit: Unit) => void;
}

function Tree({ selectedId, onSelect }: TreeProps) {
  const levels = useLevels();
  const top = useTopUnits(levels[0]);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  // The topmost units are open to begin with; what is beneath them opens on demand.
  const expanded = useMemo(
    () =>
      new Set([...(top.data ?? []).map(({ id }) => id), ...opened].filter(id => !closed.has(id))),
    [top.data, opened, closed],
  );
  const children = useChildren([...expanded]);
  const rows = useMemo(
    () =>
      unitRows({
        top: top.data ?? [],
        children: children.units,
        expanded,
        lowest: levels.length - 1,
      }),
    [top.data, children.units, expanded, levels],
  );
  const toggle = (id: string) => {
    const isOpen = expanded.has(id);
    setOpened(before => new Set(isOpen ? [...before].filter(one => one !== id) : [...before, id]));
    setClosed(before => new Set(isOpen ? [...before, id] : [...before].filter(one => one !== id)));
  };
  return (
    <QueryView
      query={top}
      isEmpty={units => units.length === 0}
      empty={<NoUnits kind={levels[0]} />}
    >
      {() => (
        <>
          <ErrorNote error={children.error} />
          <UnitTree rows={rows} selectedId={selectedId} onToggle={toggle} onSelect={onSelect} />
        </>
      )}
    </QueryView>
  );
}

function NoUnits({ kind }: { kind: string }) {
  const t = useText();
  const refusal = useEditRefusal();
  const [isCreating, setCreating] = useState(false);
  return (
    <>
      <Empty
        title={t('organisation.units.none.title')}
        action={
          <ReasonedButton variant="outlined" reason={refusal} onClick={() => setCreating(true)}>
            {t('organisation.units.createTop')}
          </ReasonedButton>
        }
      >
        {t('organisation.units.none.hint')}
      </Empty>
      {isCreating && <CreateUnitDialog kind={kind} onClose={() => setCreating(false)} />}
    </>
  );
}

function Matches({ q, onSelect }: { q: string; onSelect: (unit: Unit) => void }) {
  const t = useText();
  const classes = useStyles();
  const search = useUnitSearch({}, q);
  return (
    <QueryView
      query={search}
      isEmpty={({ items }) => items.length === 0}
      empty={<Empty compact filtered title={t('organisation.units.noMatch')} />}
    >
      {({ items }) => (
        <ul className={classes.found} aria-label={t('organisation.units.found')}>
          {items.map(unit => (
            <li key={unit.id}>
              <ButtonBase className={classes.match} onClick={() => onSelect(unit)}>
                {unit.name}
                <span className={classes.place}>{placeOf(unit)}</span>
              </ButtonBase>
            </li>
          ))}
        </ul>
      )}
    </QueryView>
  );
}
