import { useCallback, useState } from 'react';
import type { Change, Draft } from './draft';

interface History {
  past: readonly Draft[];
  present: Draft;
  future: readonly Draft[];
  /** What the last change was about; changes of the same thing in a row are one step back. */
  about?: string;
}

const STEPS = 100;

/** A draft that remembers what it was. */
export function useEditor(initial: Draft) {
  const [history, setHistory] = useState<History>({ past: [], present: initial, future: [] });

  /** @param about - what is changed, where typing goes on: one step back takes back all of it */
  const apply = useCallback((change: Change, about?: string) => {
    setHistory(before => {
      const present = change(before.present);
      if (JSON.stringify(present) === JSON.stringify(before.present)) return before;
      const isSame = about !== undefined && about === before.about && before.past.length > 0;
      const past = isSame ? before.past : [...before.past, before.present].slice(-STEPS);
      return { past, present, future: [], about };
    });
  }, []);

  const undo = useCallback(() => {
    setHistory(({ past, present, future }) => {
      const last = past[past.length - 1];
      if (!last) return { past, present, future };
      return { past: past.slice(0, -1), present: last, future: [present, ...future] };
    });
  }, []);

  const redo = useCallback(() => {
    setHistory(({ past, present, future }) => {
      const [next, ...rest] = future;
      if (!next) return { past, present, future };
      return { past: [...past, present], present: next, future: rest };
    });
  }, []);

  return {
    draft: history.present,
    apply,
    undo,
    redo,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    isChanged: JSON.stringify(history.present) !== JSON.stringify(initial),
  };
}

export type Editor = ReturnType<typeof useEditor>;
