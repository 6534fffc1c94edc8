import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';

interface GridRow {
  id: string;
  depth: number;
  isExpandable: boolean;
  isExpanded: boolean;
}

interface TreeGridOptions {
  rows: readonly GridRow[];
  onToggle: (id: string) => void;
  /** Enter on a row. */
  onActivate: (id: string) => void;
  scrollToRow: (index: number) => void;
  pageSize: number;
}

const firstChild = (rows: readonly GridRow[], index: number) =>
  rows[index + 1]?.depth > rows[index].depth ? index + 1 : index;

function parentOf(rows: readonly GridRow[], index: number): number {
  for (let above = index - 1; above >= 0; above--) {
    if (rows[above].depth < rows[index].depth) return above;
  }
  return index;
}

/**
 * The keyboard of a tree grid as the ARIA Authoring Practices describe it, with the focus on rows: one row is in the tab order,
 * arrows move, right and left open and close or go down and up, Home and End jump.
 */
export function useTreeGrid({
  rows,
  onToggle,
  onActivate,
  scrollToRow,
  pageSize,
}: TreeGridOptions) {
  const [activeId, setActiveId] = useState<string>();
  const elements = useRef(new Map<string, HTMLElement>());
  /** The row that is to have the focus as soon as it is in the document. */
  const wanted = useRef<string>();
  const found = rows.findIndex(({ id }) => id === activeId);
  const activeIndex = found < 0 ? 0 : found;

  const moveTo = useCallback(
    (index: number) => {
      const target = rows[Math.min(Math.max(index, 0), rows.length - 1)];
      if (!target) return;
      wanted.current = target.id;
      setActiveId(target.id);
      scrollToRow(rows.indexOf(target));
    },
    [rows, scrollToRow],
  );

  useEffect(() => {
    const element = wanted.current === undefined ? undefined : elements.current.get(wanted.current);
    if (!element) return;
    wanted.current = undefined;
    element.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent<HTMLElement>, index: number) => {
    // Keys inside of a row, in its form for instance, are not for the grid.
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey)
      return;
    const row = rows[index];
    const act: Record<string, (() => void) | undefined> = {
      ArrowDown: () => moveTo(index + 1),
      ArrowUp: () => moveTo(index - 1),
      Home: () => moveTo(0),
      End: () => moveTo(rows.length - 1),
      PageDown: () => moveTo(index + pageSize),
      PageUp: () => moveTo(index - pageSize),
      ArrowRight: () =>
        row.isExpandable && !row.isExpanded ? onToggle(row.id) : moveTo(firstChild(rows, index)),
      ArrowLeft: () => (row.isExpanded ? onToggle(row.id) : moveTo(parentOf(rows, index))),
      Enter: () => onActivate(row.id),
    };
    const action = act[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };

  const rowProps = (index: number) => {
    const { id } = rows[index];
    return {
      tabIndex: index === activeIndex ? 0 : -1,
      ref: (element: HTMLElement | null) => {
        if (element) elements.current.set(id, element);
        else elements.current.delete(id);
      },
      onFocus: () => setActiveId(id),
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => onKeyDown(event, index),
    };
  };

  const focusRow = useCallback((id: string) => {
    wanted.current = id;
    setActiveId(id);
  }, []);

  return { activeIndex, rowProps, focusRow };
}
