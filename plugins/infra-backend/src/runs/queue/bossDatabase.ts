import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Db } from 'pg-boss';
import { sendPrepared } from '../../lib/database';

/** The statements of pg-boss that every request and every run makes are few; each gets a name, so that it is planned once. */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known) return known;
  const name = `queue-${createHash('sha256').update(sql).digest('base64url').slice(0, 16)}`;
  names.set(sql, name);
  return name;
}

/** Lets pg-boss take part in a transaction, by prepared statements. */
export const bossDatabase = (trx: Knex): Db => ({
  executeSql: (text, values = []) => sendPrepared(trx, { name: nameOf(text), text, values }),
});
