import type { Knex } from 'knex';
import { type Encryptor, LONGEST_HEAD } from '../lib/encryption';
import type { SealedColumn } from './SealedColumn';

/** How many records of a column need a key. */
export interface KeyUse {
  table: string;
  keyId: string;
  records: number;
}

/** Values of the columns of a primary key. */
export type PrimaryKey = readonly (string | number)[];

/** What became of one batch. */
export interface Batch {
  rewrapped: number;
  /** Records that do not open with the key that they name. */
  failed: number;
  /** Primary key of the last record that was looked at; undefined at the end of the column. */
  last: PrimaryKey | undefined;
}

interface HeadRow {
  key: PrimaryKey;
  head: Buffer;
}

/** SQL for the id of the key that a record names, empty for what is no sealed record. */
const keyIdOf = (column: string) =>
  `CASE WHEN length(${column}) > 2 AND get_byte(${column}, 0) = 1
        THEN encode(substring(${column} FROM 3 FOR get_byte(${column}, 1)), 'escape') ELSE '' END`;

/** Looks at the heads of sealed records and replaces them; the data never leaves the database. */
export class SealedRecords {
  constructor(
    private readonly knex: Knex,
    private readonly encryptor: Encryptor,
  ) {}

  async count({ table, column }: SealedColumn): Promise<KeyUse[]> {
    const { rows } = await this.knex.raw<{ rows: { keyId: string; records: number }[] }>(
      `SELECT ${keyIdOf(column)} AS "keyId", count(*)::int AS records
       FROM ${table} WHERE ${column} IS NOT NULL GROUP BY 1 ORDER BY 1`,
    );
    return rows.map(row => ({ table, ...row }));
  }

  /**
   * Wraps the next records that an older key sealed. What somebody else holds is left out: another process wraps it, or whoever
   * changes it seals it anew.
   *
   * @param after - primary key of the last record of the batch before
   */
  async rewrap(sealed: SealedColumn, after: PrimaryKey | undefined, limit: number): Promise<Batch> {
    return this.knex.transaction(async trx => {
      const rows = await this.#lockHeads(trx, sealed, after, limit);
      let failed = 0;
      for (const { key, head } of rows) {
        if (!(await this.#replaceHead(trx, sealed, key, head))) failed += 1;
      }
      const last = rows.length < limit ? undefined : rows.at(-1)?.key;
      return { rewrapped: rows.length - failed, failed, last };
    });
  }

  async #lockHeads(
    trx: Knex.Transaction,
    { table, column, key }: SealedColumn,
    after: PrimaryKey | undefined,
    limit: number,
  ): Promise<HeadRow[]> {
    const place = key.join(', ');
    const query = trx(table)
      .select(
        trx.raw(`jsonb_build_array(${place}) AS key`),
        trx.raw(`substring(${column} FROM 1 FOR ${LONGEST_HEAD}) AS head`),
      )
      .whereRaw(`${keyIdOf(column)} = ANY(?)`, [this.encryptor.olderKeyIds])
      .orderByRaw(place)
      .limit(limit)
      .forUpdate()
      .skipLocked();
    if (after) query.whereRaw(`(${place}) > (${key.map(() => '?').join(', ')})`, [...after]);
    return query;
  }

  async #replaceHead(
    trx: Knex.Transaction,
    { table, column, key, context }: SealedColumn,
    values: PrimaryKey,
    head: Buffer,
  ): Promise<boolean> {
    const length = this.encryptor.headLength(head);
    let fresh: Buffer;
    try {
      fresh = this.encryptor.rewrap(head.subarray(0, length), context(...values.map(String)));
    } catch {
      // The caller tells how many there are; the record stays as it is, for the day when its right key is back.
      return false;
    }
    await trx(table)
      .where(Object.fromEntries(key.map((name, index) => [name, values[index]])))
      .update({
        [column]: trx.raw(`?::bytea || substring(?? FROM ?)`, [fresh, column, length + 1]),
      });
    return true;
  }
}
