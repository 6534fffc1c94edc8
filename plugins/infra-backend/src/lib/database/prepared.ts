import type { Knex } from 'knex';
import type { ClientBase } from 'pg';

/** What a statement answers. */
export interface StatementResult<Row> {
  rows: Row[];
  rowCount: number;
}

/** A statement as the driver takes it, parameters as `$1`, `$2`, … */
export interface PreparedStatement {
  /** Stands for this text alone. */
  name: string;
  text: string;
  values: readonly unknown[];
}

/** What knex has of its connections: a transaction answers its own, and keeps it. */
interface Connections {
  acquireConnection(): Promise<ClientBase>;
  releaseConnection(connection: ClientBase): Promise<void>;
}

/**
 * Sends a statement straight to the driver. Each connection parses and plans it once, and building the query with knex, which costs
 * more than sending it, falls away: for the few statements that every request makes.
 */
export async function sendPrepared<Row>(
  knex: Knex,
  { name, text, values }: PreparedStatement,
): Promise<StatementResult<Row>> {
  if (knex.isTransaction && (knex as Knex.Transaction).isCompleted()) {
    throw new Error(`The transaction has ended before the statement ${name}`);
  }
  const connections: Connections = knex.client;
  const connection = await connections.acquireConnection();
  try {
    const { rows, rowCount } = await connection.query({ name, text, values: [...values] });
    return { rows, rowCount: rowCount ?? 0 };
  } finally {
    await connections.releaseConnection(connection);
  }
}

interface Compiled {
  text: string;
  keys: string[];
}

const compiled = new Map<string, Compiled>();

/** `:name` as `$n`; casts such as `::uuid` stay. */
function compile(text: string): Compiled {
  const known = compiled.get(text);
  if (known) return known;
  const keys: string[] = [];
  const positional = text.replace(/(?<!:):(\w+)/g, (_, key: string) => `$${keys.push(key)}`);
  const fresh = { text: positional, keys };
  compiled.set(text, fresh);
  return fresh;
}

/** The same with parameters as `:name`. */
export async function runPrepared<Row>(
  knex: Knex,
  name: string,
  text: string,
  bindings: Readonly<Record<string, unknown>>,
): Promise<StatementResult<Row>> {
  const { text: positional, keys } = compile(text);
  const values = keys.map(key => {
    if (!(key in bindings)) throw new Error(`The statement ${name} lacks a value for :${key}`);
    return bindings[key];
  });
  return sendPrepared(knex, { name, text: positional, values });
}
