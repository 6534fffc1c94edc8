import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import { useMemo, useState } from 'react';

/** What of a list of resources is marked. What leaves the list, by a filter for instance, is marked no more: nobody acts on what they do not see. */
export function useSelection(shown: readonly Resource[] | undefined) {
  const [marked, setMarked] = useState<ReadonlySet<string>>(() => new Set());
  const resources = useMemo(
    () => (shown ?? []).filter(({ id }) => marked.has(id)),
    [shown, marked],
  );
  const ids = useMemo(() => new Set(resources.map(({ id }) => id)), [resources]);
  return { ids, resources, onChange: setMarked, clear: () => setMarked(new Set()) };
}

export type ResourceSelection = ReturnType<typeof useSelection>;
