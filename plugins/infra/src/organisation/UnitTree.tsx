import IconButton from '@material-ui/core/IconButton';
import { alpha, makeStyles } from '@material-ui/core/styles';
import ChevronIcon from '@material-ui/icons/ChevronRight';
import type { Unit } from '@bailiwick/backstage-plugin-infra-common';
import { useVirtualizer } from '@tanstack/react-virtual';
import classNames from 'classnames';
import { useCallback, useMemo, useRef } from 'react';
import { kindLabel } from '../shared';
import { useTreeGrid } from '../shared/useTreeGrid';
import { useText } from '../translations';
import type { UnitRow } from './unitRows';

const ROW_HEIGHT = 44;
const PAGE = 10;

const useStyles = makeStyles(theme => ({
  frame: {
    maxHeight: 'max(360px, calc(100vh - 380px))',
    overflow: 'auto',
    borderTop: `1px solid ${theme.palette.divider}`,
  },
  body: { position: 'relative' },
  row: {
    position: 'absolute',
    insetInline: 0,
    top: 0,
    height: ROW_HEIGHT,
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    paddingInline: theme.spacing(2),
    cursor: 'pointer',
    borderInlineStart: '3px solid transparent',
    '&:hover': { background: alpha(theme.palette.text.primary, 0.04) },
    '&:focus': { outline: 'none' },
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: -2 },
    '&[aria-selected=true]': {
      borderInlineStartColor: theme.palette.primary.main,
      background: alpha(theme.palette.primary.main, 0.08),
    },
  },
  toggle: { width: 28, height: 28, padding: 0, flexShrink: 0 },
  noToggle: { width: 28, flexShrink: 0 },
  chevron: { transition: 'transform 150ms', fontSize: '1.25rem' },
  open: { transform: 'rotate(90deg)' },
  name: {
    ...theme.typography.body2,
    fontWeight: 500,
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  kind: {
    ...theme.typography.caption,
    color: theme.palette.textSubtle,
    marginInlineStart: 'auto',
    flexShrink: 0,
  },
}));

interface UnitTreeProps {
  rows: readonly UnitRow[];
  selectedId: string | undefined;
  onToggle: (id: string) => void;
  onSelect: (unit: Unit) => void;
}

/** The units as a tree, of which only the rows in sight are in the document. */
export function UnitTree({ rows, selectedId, onToggle, onSelect }: UnitTreeProps) {
  const t = useText();
  const classes = useStyles();
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: index => rows[index].unit.id,
    overscan: 12,
  });
  const scrollToRow = useCallback(
    (index: number) => virtualizer.scrollToIndex(index),
    [virtualizer],
  );
  const select = (id: string) => {
    const row = rows.find(({ unit }) => unit.id === id);
    if (row) onSelect(row.unit);
  };
  const gridRows = useMemo(() => rows.map(({ unit, ...row }) => ({ id: unit.id, ...row })), [rows]);
  const grid = useTreeGrid({
    rows: gridRows,
    onToggle,
    onActivate: select,
    scrollToRow,
    pageSize: PAGE,
  });
  return (
    <div
      ref={frame}
      className={classes.frame}
      role="treegrid"
      aria-label={t('organisation.units.tree')}
      aria-rowcount={rows.length}
      aria-colcount={1}
    >
      <div role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const { unit, depth, position, setSize, isExpandable, isExpanded } = rows[index];
          const { ref, tabIndex, onFocus, onKeyDown } = grid.rowProps(index);
          return (
            <div
              key={key}
              ref={ref}
              tabIndex={tabIndex}
              onFocus={onFocus}
              onKeyDown={onKeyDown}
              role="row"
              aria-level={depth + 1}
              aria-posinset={position}
              aria-setsize={setSize}
              aria-rowindex={index + 1}
              aria-expanded={isExpandable ? isExpanded : undefined}
              aria-selected={unit.id === selectedId}
              className={classes.row}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => onSelect(unit)}
            >
              <div role="rowheader" style={{ display: 'contents' }}>
                <span style={{ width: depth * 18, flexShrink: 0 }} />
                {isExpandable ? (
                  <IconButton
                    className={classes.toggle}
                    tabIndex={-1}
                    aria-label={t(
                      isExpanded ? 'organisation.units.collapse' : 'organisation.units.expand',
                      { unit: unit.name },
                    )}
                    onClick={event => {
                      event.stopPropagation();
                      onToggle(unit.id);
                    }}
                  >
                    <ChevronIcon
                      className={classNames(classes.chevron, isExpanded && classes.open)}
                    />
                  </IconButton>
                ) : (
                  <span className={classes.noToggle} />
                )}
                <span className={classes.name}>{unit.name}</span>
                <span className={classes.kind}>{kindLabel(t, unit.kind)}</span>
              </div>
            </div>
          );
        })}
      </div>
    </div>
  );
}
