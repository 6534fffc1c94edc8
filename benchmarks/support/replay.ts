import type { Knex } from 'knex';
import { Client, type QueryConfig } from 'pg';

/** A statement as the driver was given it. */
interface Statement {
  sql: string;
  bindings: readonly unknown[];
}

/** A value that differs from one transaction to the next, and the SQL that makes one for pgbench. */
export interface Varying {
  /** As it stood in the recorded transaction. */
  recorded: string;
  /** SQL of type text; pgbench's variables as `:name`. */
  made: string;
}

/** Records the statements of one piece of work, whatever way they take to the driver. */
export async function recordStatements(work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const { query } = Client.prototype;
  Client.prototype.query = function record(this: Client, ...given: unknown[]) {
    const [config, values] = given as [string | QueryConfig, unknown];
    const { text, values: own } = typeof config === 'string' ? { text: config } : config;
    statements.push({ sql: text, bindings: own ?? (Array.isArray(values) ? values : []) });
    return Reflect.apply(query, this, given);
  } as typeof query;
  try {
    await work();
  } finally {
    Client.prototype.query = query;
  }
  return statements;
}

/**
 * Writes recorded statements as a script for pgbench: the same texts with the same values, but for those that vary. So the baseline
 * is always what the service does.
 */
export async function toPgbenchScript(
  knex: Knex,
  statements: readonly Statement[],
  varying: readonly Varying[],
): Promise<string> {
  const lines: string[] = [];
  for (const { sql, bindings } of statements) {
    const types = bindings.length > 0 ? await parameterTypes(knex, sql) : [];
    const text = sql.replace(/\$(\d+)/g, (_, number: string) => {
      const index = Number(number) - 1;
      return `(${toSql(bindings[index], varying)})::${types[index]}`;
    });
    lines.push(`${text.replace(/;\s*$/, '')};`);
  }
  return lines.join('\n');
}

/** What PostgreSQL makes of the parameters of a statement. */
async function parameterTypes(knex: Knex, sql: string): Promise<string[]> {
  return knex.transaction(async trx => {
    await trx.raw(`PREPARE recorded AS ${sql.replace(/\?/g, '\\?')}`);
    const { rows } = await trx.raw(
      `SELECT parameter_types::text[] AS types FROM pg_prepared_statements WHERE name = 'recorded'`,
    );
    await trx.raw('DEALLOCATE recorded');
    return rows[0].types as string[];
  });
}

function toSql(value: unknown, varying: readonly Varying[]): string {
  if (value === null || value === undefined) return 'NULL';
  const text = toText(value);
  return varying
    .filter(({ recorded }) => text.includes(recorded))
    .reduce(
      (sql, { recorded, made }) => `replace(${sql}, ${literal(recorded)}, ${made})`,
      literal(text),
    );
}

function toText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map(item => JSON.stringify(toText(item))).join(',')}}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Without colons: pgbench takes those for variables, also within quotes. */
const literal = (text: string) =>
  `E'${text.replace(/[\\':]/g, character => `\\x${character.charCodeAt(0).toString(16)}`)}'`;
