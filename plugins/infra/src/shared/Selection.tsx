import Checkbox from '@material-ui/core/Checkbox';
import { useText } from '../translations';

/** Which rows of a table are marked. */
export interface Selection<Row> {
  ids: ReadonlySet<string>;
  onChange: (ids: ReadonlySet<string>) => void;
  /** What the row is called, for those who hear it. */
  nameOf: (row: Row) => string;
}

interface SelectAllProps<Row> {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  selection: Selection<Row>;
}

/** Marks all rows that are shown, or unmarks them; what is marked and not shown stays. */
export function SelectAll<Row>({ rows, rowKey, selection }: SelectAllProps<Row>) {
  const t = useText();
  const shown = rows.map(rowKey);
  const marked = shown.filter(id => selection.ids.has(id));
  const isAll = shown.length > 0 && marked.length === shown.length;
  return (
    <Checkbox
      size="small"
      color="primary"
      checked={isAll}
      indeterminate={!isAll && marked.length > 0}
      inputProps={{ 'aria-label': t('batches.selection.all') }}
      onChange={(_, checked) => {
        const others = [...selection.ids].filter(id => !shown.includes(id));
        selection.onChange(new Set(checked ? [...others, ...shown] : others));
      }}
    />
  );
}

interface SelectOneProps<Row> {
  row: Row;
  id: string;
  selection: Selection<Row>;
}

export function SelectOne<Row>({ row, id, selection }: SelectOneProps<Row>) {
  const t = useText();
  return (
    <Checkbox
      size="small"
      color="primary"
      checked={selection.ids.has(id)}
      inputProps={{ 'aria-label': t('batches.selection.one', { name: selection.nameOf(row) }) }}
      onChange={(_, checked) => {
        const ids = new Set(selection.ids);
        if (checked) ids.add(id);
        else ids.delete(id);
        selection.onChange(ids);
      }}
    />
  );
}
