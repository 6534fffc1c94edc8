import { isError } from '@backstage/errors';
import { InfraError } from './errors';

/** Of sockets, and of SQLSTATE: shutdown, crash, not yet accepting, too many connections; class 08 is the connection's own. */
const GONE = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ENOTFOUND', 'EAI_AGAIN'],
  ...['57P01', '57P02', '57P03', '57P05', '53300', '25006'],
]);

/** What pg, its pool and knex say without a code; knex puts the statement and a hyphen before it. */
const SAYS_GONE = new RegExp(
  [
    'connection terminated',
    'connection ended unexpectedly',
    'client has encountered a connection error',
    'client was closed',
    'timeout exceeded when trying to connect',
    'timeout acquiring a connection',
    'unable to acquire a connection',
    'pool is draining',
  ]
    .map(words => `(?:^|- |: )${words}`)
    .join('|'),
  'i',
);

/** True where the database could not be reached, or went away in the middle of a statement. */
export function isDatabaseGone(error: unknown): boolean {
  if (!isError(error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseGone);
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (GONE.has(code) || /^08[0-9A-Z]{3}$/.test(code))) return true;
  return SAYS_GONE.test(error.message);
}

export const databaseUnavailable = (cause?: unknown): InfraError =>
  new InfraError(
    'DATABASE_UNAVAILABLE',
    'The database does not answer at the moment; try again in a few seconds',
    undefined,
    cause,
  );
