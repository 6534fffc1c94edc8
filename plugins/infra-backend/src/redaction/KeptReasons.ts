import type { Knex } from 'knex';
import type { HiddenTexts } from '../runs';
import { type Place, PLACES_OF_REASONS } from './places';

const read = ({ column, key }: Place) => (key ? `${column}->>'${key}'` : column);

const write = ({ column, key }: Place) =>
  `${column} = ${key ? `jsonb_set(${column}, '{${key}}', to_jsonb(:after::text))` : ':after'}`;

/** Why runs failed, wherever that is written down. */
export class KeptReasons {
  constructor(private readonly knex: Knex) {}

  /** Hides texts in all that is kept of a resource. What was sent out before cannot be called back. */
  async hide(resourceId: string, { texts, clean }: HiddenTexts): Promise<void> {
    for (const place of PLACES_OF_REASONS) {
      const { rows } = await this.knex.raw<{ rows: { reason: string }[] }>(
        `SELECT DISTINCT ${read(place)} AS reason FROM ${place.table}
         WHERE ${place.of}
           AND EXISTS (SELECT FROM unnest(:texts::text[]) AS secret WHERE position(secret IN ${read(place)}) > 0)`,
        { id: resourceId, texts },
      );
      for (const { reason } of rows) {
        await this.knex.raw(
          `UPDATE ${place.table} SET ${write(place)} WHERE ${place.of} AND ${read(place)} = :reason`,
          { id: resourceId, reason, after: clean(reason) },
        );
      }
    }
  }
}
