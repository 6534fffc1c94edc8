import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import TableSortLabel from '@material-ui/core/TableSortLabel';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import type { ReactNode } from 'react';
import { useText } from '../translations';
import { SelectAll, SelectOne, type Selection } from './Selection';
import { useOverflow } from './useOverflow';
import { VisuallyHidden } from './VisuallyHidden';

const useStyles = makeStyles(theme => ({
  cell: {
    verticalAlign: 'middle',
    padding: theme.spacing(1, 1.5),
    lineHeight: 1.4,
    wordBreak: 'normal',
    overflowWrap: 'break-word',
    '&:first-child': { paddingInlineStart: theme.spacing(2.5) },
    '&:last-child': { paddingInlineEnd: theme.spacing(2.5) },
  },
  head: { whiteSpace: 'nowrap', color: theme.palette.textSubtle, fontWeight: 600 },
  number: { textAlign: 'end', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
  actions: { textAlign: 'end', whiteSpace: 'nowrap', paddingInlineEnd: theme.spacing(2) },
  cards: { listStyle: 'none', margin: 0, padding: 0 },
  card: {
    padding: theme.spacing(1.75, 2),
    borderTop: `1px solid ${theme.palette.divider}`,
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: theme.spacing(1),
    overflowWrap: 'anywhere',
  },
  selectAll: {
    display: 'flex',
    alignItems: 'center',
    padding: theme.spacing(0, 1, 1),
    ...theme.typography.body2,
    color: theme.palette.textSubtle,
  },
  selectable: {
    display: 'flex',
    alignItems: 'flex-start',
    marginInlineStart: theme.spacing(-1.25),
    '& > :last-child': { minWidth: 0 },
  },
  pairs: {
    display: 'grid',
    gridTemplateColumns: 'minmax(5.5rem, auto) 1fr',
    gap: theme.spacing(0.5, 1.5),
    margin: 0,
    ...theme.typography.body2,
    '& dt': { color: theme.palette.textSubtle },
    '& dd': { margin: 0, minWidth: 0, overflowWrap: 'anywhere' },
  },
}));

/** How a column is ordered: what to ask the backend for, in each direction. */
interface ColumnSort<Sort extends string> {
  ascending: Sort;
  descending: Sort;
}

export interface Column<Row, Sort extends string = never> {
  id: string;
  label: string;
  render: (row: Row) => ReactNode;
  kind?: 'number' | 'actions';
  sort?: ColumnSort<Sort>;
}

interface DataTableProps<Row, Sort extends string> {
  /** What the table lists, for those who hear it. */
  label: string;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The first one names the row. */
  columns: readonly Column<Row, Sort>[];
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Lets rows be marked. */
  selection?: Selection<Row>;
}

/** A table on wide screens, a list of cards on narrow ones. */
export function DataTable<Row, Sort extends string = never>(props: DataTableProps<Row, Sort>) {
  const theme = useTheme();
  const isNarrow = useMediaQuery(theme.breakpoints.down('xs'));
  return isNarrow ? <Cards {...props} /> : <WideTable {...props} />;
}

function WideTable<Row, Sort extends string>(props: DataTableProps<Row, Sort>) {
  const classes = useStyles();
  const [container, overflows] = useOverflow<HTMLDivElement>();
  const { label, rows, rowKey, columns, selection } = props;
  const classOf = ({ kind }: Column<Row, Sort>) => `${classes.cell} ${kind ? classes[kind] : ''}`;
  return (
    <TableContainer
      ref={container}
      // What scrolls must be reached by those who have no mouse.
      {...(overflows ? { tabIndex: 0, role: 'group', 'aria-label': label } : {})}
    >
      <Table size="small" aria-label={label}>
        <TableHead>
          <TableRow>
            {selection && (
              <TableCell padding="checkbox">
                <SelectAll rows={rows} rowKey={rowKey} selection={selection} />
              </TableCell>
            )}
            {columns.map(column => (
              <HeadCell
                key={column.id}
                {...props}
                column={column}
                className={`${classOf(column)} ${classes.head}`}
              />
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(row => (
            <TableRow key={rowKey(row)} hover selected={selection?.ids.has(rowKey(row))}>
              {selection && (
                <TableCell padding="checkbox">
                  <SelectOne row={row} id={rowKey(row)} selection={selection} />
                </TableCell>
              )}
              {columns.map((column, index) => (
                <TableCell
                  key={column.id}
                  className={classOf(column)}
                  {...(index === 0 ? { component: 'th', scope: 'row', role: 'rowheader' } : {})}
                >
                  {column.render(row)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

type HeadCellProps<Row, Sort extends string> = DataTableProps<Row, Sort> & {
  column: Column<Row, Sort>;
  className: string;
};

function HeadCell<Row, Sort extends string>({
  column,
  sort,
  onSort,
  className,
}: HeadCellProps<Row, Sort>) {
  const { sort: order, label, kind } = column;
  if (!order || !onSort) {
    return (
      <TableCell className={className}>
        {kind === 'actions' ? <VisuallyHidden>{label}</VisuallyHidden> : label}
      </TableCell>
    );
  }
  const isAscending = sort === order.ascending;
  const isActive = isAscending || sort === order.descending;
  const direction = isAscending ? 'asc' : 'desc';
  return (
    <TableCell className={className} sortDirection={isActive ? direction : false}>
      <TableSortLabel
        active={isActive}
        direction={isActive ? direction : 'asc'}
        onClick={() => onSort(isAscending ? order.descending : order.ascending)}
      >
        {label}
      </TableSortLabel>
    </TableCell>
  );
}

function Cards<Row, Sort extends string>({
  label,
  rows,
  rowKey,
  columns,
  selection,
}: DataTableProps<Row, Sort>) {
  const t = useText();
  const classes = useStyles();
  const [title, ...others] = columns;
  const facts = others.filter(({ kind }) => kind !== 'actions');
  const actions = others.filter(({ kind }) => kind === 'actions');
  return (
    <>
      {selection && rows.length > 0 && (
        <div className={classes.selectAll}>
          <SelectAll rows={rows} rowKey={rowKey} selection={selection} />
          {t('batches.selection.all')}
        </div>
      )}
      <ul aria-label={label} className={classes.cards}>
        {rows.map(row => (
          <li key={rowKey(row)} className={classes.card}>
            {selection ? (
              <div className={classes.selectable}>
                <SelectOne row={row} id={rowKey(row)} selection={selection} />
                {title.render(row)}
              </div>
            ) : (
              title.render(row)
            )}
            <dl className={classes.pairs}>
              {facts.map(column => (
                <div key={column.id} style={{ display: 'contents' }}>
                  <dt>{column.label}</dt>
                  <dd>{column.render(row)}</dd>
                </div>
              ))}
            </dl>
            {actions.map(column => (
              <div key={column.id}>{column.render(row)}</div>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}
