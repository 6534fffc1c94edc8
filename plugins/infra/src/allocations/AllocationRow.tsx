import IconButton from '@material-ui/core/IconButton';
import { alpha, makeStyles } from '@material-ui/core/styles';
import ChevronIcon from '@material-ui/icons/ChevronRight';
import EditIcon from '@material-ui/icons/Edit';
import Tooltip from '@material-ui/core/Tooltip';
import classNames from 'classnames';
import { type HTMLAttributes, type ReactNode, useRef } from 'react';
import {
  figuresOf,
  figuresOfBudget,
  kindLabel,
  type Measured,
  QuotaBar,
  type QuotaFigures,
  StatusLabel,
  takenOf,
  useAmountText,
  useMoney,
} from '../shared';
import { useText } from '../translations';
import type { TreeRow } from './tree';
import { useElementSize } from './useElementSize';

const useStyles = makeStyles(theme => ({
  row: {
    position: 'absolute',
    insetInline: 0,
    top: 0,
    borderBottom: `1px solid ${theme.palette.divider}`,
    '&:hover': { background: alpha(theme.palette.text.primary, 0.04) },
    '&:focus': { outline: 'none' },
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: -2 },
  },
  cells: {
    display: 'grid',
    alignItems: 'center',
    columnGap: 16,
    overflow: 'hidden',
    boxSizing: 'border-box',
    padding: theme.spacing(0.75, 2.5),
    [theme.breakpoints.down('xs')]: { padding: theme.spacing(0.75, 1.5) },
  },
  unit: { display: 'flex', alignItems: 'center', gap: theme.spacing(0.5), minWidth: 0 },
  names: { minWidth: 0, lineHeight: 1.3 },
  name: { fontSize: '0.9rem', fontWeight: 500, overflow: 'hidden', textOverflow: 'ellipsis' },
  kind: { ...theme.typography.caption, color: theme.palette.textSubtle, lineHeight: 1.2 },
  chevron: { transition: 'transform 150ms', fontSize: '1.25rem' },
  open: { transform: 'rotate(90deg)' },
  toggle: { width: 28, height: 28, padding: 0, flexShrink: 0 },
  noToggle: { width: 28, flexShrink: 0 },
  figures: {
    display: 'flex',
    justifyContent: 'space-between',
    flexWrap: 'wrap',
    columnGap: theme.spacing(1),
    ...theme.typography.caption,
    lineHeight: 1.35,
    marginTop: 3,
    color: theme.palette.textSubtle,
    fontVariantNumeric: 'tabular-nums',
  },
  editor: { padding: theme.spacing(0, 2.5, 2) },
  editButton: { padding: 6 },
  off: { opacity: 0.4, cursor: 'not-allowed' },
}));

interface AllocationRowProps {
  row: TreeRow;
  index: number;
  offset: number;
  template: string;
  dimensions: readonly Measured[];
  elementRef: (element: HTMLElement | null) => void;
  handlers: HTMLAttributes<HTMLElement>;
  onToggle: () => void;
  refusal: string | undefined;
  onEdit: () => void;
  editor: ReactNode;
  /** Of the row without its form, in pixels. */
  height: number;
  onEditorHeight: (height: number) => void;
}

export function AllocationRow(props: AllocationRowProps) {
  const { row, index, offset, template, dimensions, elementRef, handlers, refusal, editor } = props;
  const classes = useStyles();
  const { unit, depth, isExpandable, isExpanded } = row;
  return (
    <div
      {...handlers}
      ref={elementRef}
      data-index={index}
      className={classes.row}
      style={{ transform: `translateY(${offset}px)` }}
      role="row"
      aria-level={depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.setSize}
      aria-rowindex={index + 2}
      aria-expanded={isExpandable ? isExpanded : undefined}
    >
      <div
        className={classes.cells}
        style={{ gridTemplateColumns: template, height: props.height - 1 }}
      >
        <UnitCell row={row} onToggle={props.onToggle} />
        {dimensions.map(dimension => (
          <div key={dimension} role="gridcell">
            {dimension === 'monthlyCost' ? (
              <BudgetCell row={row} />
            ) : (
              <EntryCell row={row} dimension={dimension} />
            )}
          </div>
        ))}
        <div role="gridcell">
          <EditButton unitName={unit.name} refusal={refusal} onEdit={props.onEdit} />
        </div>
      </div>
      {editor && <Editor onHeight={props.onEditorHeight}>{editor}</Editor>}
    </div>
  );
}

/** The form beneath a row, which tells how much room it takes. */
function Editor({
  children,
  onHeight,
}: {
  children: ReactNode;
  onHeight: (height: number) => void;
}) {
  const classes = useStyles();
  const element = useRef<HTMLDivElement>(null);
  useElementSize(element, ({ height }) => onHeight(height));
  return (
    <div ref={element} role="gridcell" className={classes.editor}>
      {children}
    </div>
  );
}

function UnitCell({ row, onToggle }: { row: TreeRow; onToggle: () => void }) {
  const t = useText();
  const classes = useStyles();
  const { unit, depth, isExpandable, isExpanded } = row;
  return (
    <div
      role="rowheader"
      className={classes.unit}
      style={{ paddingInlineStart: `min(${depth * 18}px, ${depth * 2.6}vw)` }}
    >
      {isExpandable ? (
        <IconButton
          className={classes.toggle}
          tabIndex={-1}
          onClick={onToggle}
          aria-label={t(isExpanded ? 'allocations.collapse' : 'allocations.expand', {
            unit: unit.name,
          })}
        >
          <ChevronIcon className={classNames(classes.chevron, isExpanded && classes.open)} />
        </IconButton>
      ) : (
        <span className={classes.noToggle} />
      )}
      <div className={classes.names}>
        <div className={classes.name} title={unit.name}>
          {unit.name}
        </div>
        <div className={classes.kind}>{kindLabel(t, unit.kind)}</div>
      </div>
    </div>
  );
}

interface EntryCellProps {
  row: TreeRow;
  dimension: Exclude<Measured, 'monthlyCost'>;
}

function EntryCell({ row: { entry, isExpandable }, dimension }: EntryCellProps) {
  const t = useText();
  const classes = useStyles();
  if (!entry) return <span className={classes.kind}>{t('allocations.unreadable')}</span>;
  const figures = figuresOf(entry, dimension);
  return <FigureCell figures={figures} dimension={dimension} isTeam={!isExpandable} />;
}

function BudgetCell({ row: { budget, isExpandable } }: { row: TreeRow }) {
  const t = useText();
  const classes = useStyles();
  const money = useMoney();
  if (!budget) return <span className={classes.kind}>{t('allocations.unreadable')}</span>;
  const figures = figuresOfBudget(budget);
  if (!figures) {
    return (
      <span className={classes.kind}>
        {t('quota.unlimited', { used: money.format(budget.used) })}
      </span>
    );
  }
  return <FigureCell figures={figures} dimension="monthlyCost" isTeam={!isExpandable} />;
}

interface FigureCellProps {
  figures: QuotaFigures;
  dimension: Measured;
  isTeam: boolean;
}

function FigureCell({ figures, dimension, isTeam }: FigureCellProps) {
  const t = useText();
  const classes = useStyles();
  const format = useAmountText();
  // The column says what is counted; of money the currency belongs to the figure.
  const short = (count: number) =>
    dimension === 'monthlyCost' ? format(dimension, count) : count.toLocaleString();
  const taken = takenOf(figures);
  if (figures.limit === 0 && taken === 0) {
    return <span className={classes.kind}>{t('allocations.ungranted')}</span>;
  }
  const over = taken - figures.limit;
  return (
    <>
      <QuotaBar dimension={dimension} figures={figures} isTeam={isTeam} />
      <div className={classes.figures} aria-hidden>
        <span>
          {t('allocations.figures', {
            taken: short(taken),
            limit: short(figures.limit),
          })}
        </span>
        {over > 0 ? (
          <StatusLabel tone="bad">
            {t('quota.over', { amount: format(dimension, over) })}
          </StatusLabel>
        ) : (
          <span>{t('allocations.free', { amount: short(figures.free) })}</span>
        )}
      </div>
    </>
  );
}

interface EditButtonProps {
  unitName: string;
  refusal: string | undefined;
  onEdit: () => void;
}

function EditButton({ unitName, refusal, onEdit }: EditButtonProps) {
  const t = useText();
  const classes = useStyles();
  const label = t('allocations.edit.open', { unit: unitName });
  return (
    <Tooltip title={refusal ?? label}>
      <IconButton
        className={classNames(classes.editButton, refusal !== undefined && classes.off)}
        tabIndex={-1}
        aria-label={refusal === undefined ? label : `${label}: ${refusal}`}
        aria-disabled={refusal !== undefined}
        onClick={refusal === undefined ? onEdit : undefined}
      >
        <EditIcon fontSize="small" />
      </IconButton>
    </Tooltip>
  );
}
