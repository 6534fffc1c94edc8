import { makeStyles } from '@material-ui/core/styles';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useText } from '../translations';
import { AllocationRow } from './AllocationRow';
import type { TreeRow } from './tree';
import type { Measured } from '../shared';
import { useTreeGrid } from '../shared/useTreeGrid';

const ROW_HEIGHT = 60;
/** Where there is room for one dimension only, or one of them is money, figures take two lines. */
const HIGH_ROW_HEIGHT = 76;
/** What the form is taken for until it has been measured. */
const TYPICAL_EDITOR_HEIGHT = 300;
const PAGE = 10;

const useStyles = makeStyles(theme => ({
  frame: {
    maxHeight: 'max(420px, calc(100vh - 320px))',
    overflow: 'auto',
    borderTop: `1px solid ${theme.palette.divider}`,
  },
  head: {
    position: 'sticky',
    top: 0,
    zIndex: 2,
    background: theme.palette.background.paper,
    borderBottom: `1px solid ${theme.palette.divider}`,
    padding: theme.spacing(1, 2.5),
    color: theme.palette.textSubtle,
    ...theme.typography.caption,
    fontWeight: 600,
  },
  body: { position: 'relative' },
}));

/** Columns of head and rows: unit, one per dimension shown, actions. */
export const gridColumns = (dimensions: number): string =>
  `minmax(9rem, 1.5fr) repeat(${dimensions}, minmax(7rem, 1fr)) 3rem`;

interface AllocationTableProps {
  label: string;
  rows: readonly TreeRow[];
  /** The dimensions for which there is room. */
  dimensions: readonly Measured[];
  onToggle: (unitId: string) => void;
  /** Why the quota of a unit cannot be edited; undefined where it can. */
  refusal: (row: TreeRow) => string | undefined;
  onEdit: (unitId: string) => void;
  editingId: string | undefined;
  /** The form beneath the row that is edited. `close` gives the focus back to the row. */
  renderEditor: (row: TreeRow, close: () => void) => ReactNode;
  onCloseEditor: () => void;
}

/** The quota tree as a table, of which only the rows in sight are in the document. */
export function AllocationTable(props: AllocationTableProps) {
  const { label, rows, dimensions, onToggle, refusal, onEdit, editingId } = props;
  const t = useText();
  const classes = useStyles();
  const frame = useRef<HTMLDivElement>(null);
  const gridRows = useMemo(
    () =>
      rows.map(({ unit, depth, isExpandable, isExpanded }) => ({
        id: unit.id,
        depth,
        isExpandable,
        isExpanded,
      })),
    [rows],
  );

  const isHigh = dimensions.length === 1 || dimensions.includes('monthlyCost');
  const rowHeight = isHigh ? HIGH_ROW_HEIGHT : ROW_HEIGHT;
  const [editorHeight, setEditorHeight] = useState(TYPICAL_EDITOR_HEIGHT);

  // The row that has the focus stays in the document however far one scrolls, else the focus would be lost.
  const keptIndex = useRef(0);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: index => rowHeight + (rows[index].unit.id === editingId ? editorHeight : 0),
    getItemKey: index => rows[index].unit.id,
    overscan: 8,
    rangeExtractor: useCallback((range: Range) => {
      const indexes = new Set([
        ...defaultRangeExtractor(range),
        Math.min(keptIndex.current, range.count - 1),
      ]);
      return [...indexes].sort((a, b) => a - b);
    }, []),
  });
  useEffect(() => virtualizer.measure(), [virtualizer, editingId, editorHeight, rowHeight]);
  const scrollToRow = useCallback(
    (index: number) => virtualizer.scrollToIndex(index),
    [virtualizer],
  );
  const edit = (id: string) => {
    const row = rows.find(({ unit }) => unit.id === id);
    if (row && refusal(row) === undefined) onEdit(id);
  };
  const grid = useTreeGrid({
    rows: gridRows,
    onToggle,
    onActivate: edit,
    scrollToRow,
    pageSize: PAGE,
  });
  keptIndex.current = grid.activeIndex;

  const template = gridColumns(dimensions.length);
  return (
    <div
      ref={frame}
      className={classes.frame}
      role="treegrid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={dimensions.length + 2}
    >
      <div role="rowgroup" className={classes.head}>
        <div
          role="row"
          aria-rowindex={1}
          style={{ display: 'grid', gridTemplateColumns: template, columnGap: 16 }}
        >
          <span role="columnheader">{t('allocations.column.unit')}</span>
          {dimensions.map(dimension => (
            <span key={dimension} role="columnheader">
              {t(`dimension.${dimension}.name`)}
            </span>
          ))}
          <span role="columnheader">{t('allocations.column.actions')}</span>
        </div>
      </div>
      <div role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(item => {
          const row = rows[item.index];
          const { ref, ...handlers } = grid.rowProps(item.index);
          const isEditing = row.unit.id === editingId;
          const close = () => {
            props.onCloseEditor();
            grid.focusRow(row.unit.id);
          };
          return (
            <AllocationRow
              key={item.key}
              row={row}
              index={item.index}
              offset={item.start}
              template={template}
              dimensions={dimensions}
              height={rowHeight}
              elementRef={ref}
              handlers={handlers}
              onToggle={() => onToggle(row.unit.id)}
              refusal={refusal(row)}
              onEdit={() => onEdit(row.unit.id)}
              editor={isEditing ? props.renderEditor(row, close) : undefined}
              onEditorHeight={setEditorHeight}
            />
          );
        })}
      </div>
    </div>
  );
}
