/** A column with sealed records, for key rotation. Whoever adds such a column adds it to {@link SEALED_COLUMNS}. */
export interface SealedColumn {
  table: string;
  column: string;
  /** The columns of the primary key. */
  key: readonly string[];
  /** The context that a record is sealed with, from the values of `key`. */
  context(...key: string[]): string;
}
