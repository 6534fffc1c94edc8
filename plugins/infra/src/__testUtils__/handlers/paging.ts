import type { Page } from '@bailiwick/backstage-plugin-infra-common';

/** Cuts a list into pages; the cursor is the place to go on from. */
export function pageOf<T>(
  all: readonly T[],
  { limit, cursor }: { limit: number; cursor?: string },
): Page<T> {
  const start = cursor ? Number(cursor) : 0;
  const items = all.slice(start, start + limit);
  const next = start + limit;
  return {
    items,
    totalItems: all.length,
    nextCursor: next < all.length ? String(next) : undefined,
  };
}

export const contains = (text: string | undefined, part: string | undefined): boolean =>
  part === undefined || (text ?? '').toLowerCase().includes(part.toLowerCase());
