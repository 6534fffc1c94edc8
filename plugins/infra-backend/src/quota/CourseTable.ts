import type { Knex } from 'knex';

/** Of what, and from when to when. */
export interface CourseSpan {
  unitId: string;
  site?: string;
  from: Date;
  to: Date;
}

interface Shape {
  table: string;
  /** Whether each site has a course of its own. */
  bySite: boolean;
  /** What held, besides when. */
  columns: readonly string[];
}

// What held at the beginning, and then the last of each slice of time.
const readingOf = ({ table, bySite, columns }: Shape) => {
  const keys = bySite ? 'unit_id, site' : 'unit_id';
  const wanted = bySite
    ? 'unit_id = :unitId AND site = coalesce(:site, site)'
    : 'unit_id = :unitId';
  const values = columns.join(', ');
  return `
    (SELECT DISTINCT ON (${keys}) ${keys}, :from::timestamptz AS at, ${values}
     FROM ${table}
     WHERE ${wanted} AND at <= :from
     ORDER BY ${keys}, ${table}.at DESC)
    UNION ALL
    (SELECT DISTINCT ON (${keys}, slice) ${keys}, at, ${values}
     FROM ${table}, LATERAL (
       SELECT floor(extract(epoch FROM at - :from::timestamptz) / :sliceSeconds::float8) AS slice) AS sliced
     WHERE ${wanted} AND at > :from AND at < :to
     ORDER BY ${keys}, slice, at DESC)
    ORDER BY ${keys}, at`;
};

const forgettingOf = ({ table, bySite }: Shape) => `
  DELETE FROM ${table} AS old
  WHERE at < now() - :hours::float8 * interval '1 hour'
    AND EXISTS (
      SELECT 1 FROM ${table} AS newer
      WHERE newer.unit_id = old.unit_id ${bySite ? 'AND newer.site = old.site' : ''} AND newer.at > old.at
        AND newer.at <= now() - :hours::float8 * interval '1 hour')`;

/** A table whose rows say what held from a moment on, until the next row of the same unit, or of the same unit at the same site. */
export class CourseTable<Row extends { at: Date }> {
  readonly #reading: string;
  readonly #forgetting: string;

  constructor(
    private readonly knex: Knex,
    shape: Shape,
  ) {
    this.#reading = readingOf(shape);
    this.#forgetting = forgettingOf(shape);
  }

  /** At most so many rows of each course, besides the one that held at the beginning and has its time. */
  async read({ site, from, to, unitId }: CourseSpan, most: number): Promise<Row[]> {
    const sliceSeconds = (to.getTime() - from.getTime()) / 1000 / most;
    const wish = { unitId, site: site ?? null, from, to, sliceSeconds };
    const { rows } = await this.knex.raw<{ rows: Row[] }>(this.#reading, wish);
    return rows;
  }

  /** Removes what is older, but for what still held then. */
  async forget(hours: number): Promise<number> {
    const { rowCount } = await this.knex.raw<{ rowCount: number }>(this.#forgetting, { hours });
    return rowCount;
  }
}
