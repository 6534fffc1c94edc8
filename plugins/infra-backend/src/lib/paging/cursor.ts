import { createHash } from 'node:crypto';
import { validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Page } from '@bailiwick/backstage-plugin-infra-common';
import type { z } from 'zod';

const refuse = () =>
  validationError([
    { pointer: '/query/cursor', message: 'must be the nextCursor of an earlier page of this list' },
  ]);

/** Turns positions in a sorted list into opaque cursors and back. */
export interface CursorCodec<Position> {
  encode(position: Position): string;
  /** @throws InfraError VALIDATION_ERROR for a cursor that was changed, or comes from another list or sort order */
  decode(cursor: string | undefined): Position | undefined;
}

/**
 * @param list - names list and sort order, such as `resources by -createdAt`: a cursor of one is refused by another
 * @param schema - of the sort values of a row, its unique id last. A time must go in with all the digits that PostgreSQL has,
 * as text, or rows of the same millisecond are skipped.
 */
export function cursorCodec<S extends z.ZodType>(
  list: string,
  schema: S,
): CursorCodec<z.output<S>> {
  const seal = (text: string) =>
    createHash('sha256').update(`${list}\n${text}`).digest('base64url').slice(0, 8);
  return {
    encode(position) {
      const text = JSON.stringify(position);
      return Buffer.from(seal(text) + text).toString('base64url');
    },
    decode(cursor) {
      if (cursor === undefined) return undefined;
      const plain = Buffer.from(cursor, 'base64url').toString('utf8');
      const text = plain.slice(8);
      if (plain.slice(0, 8) !== seal(text)) throw refuse();
      const position = schema.safeParse(JSON.parse(text));
      if (!position.success) throw refuse();
      return position.data;
    },
  };
}

/** Makes a page of rows that were read with one more than `limit`, which tells whether there is a next page. */
export function pageOf<Row, Item, Position>(
  rows: readonly Row[],
  limit: number,
  codec: CursorCodec<Position>,
  positionOf: (row: Row) => Position,
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    ...(rows.length > limit && last ? { nextCursor: codec.encode(positionOf(last)) } : {}),
  };
}
