import type { Writable } from 'node:stream';
import type { Knex } from 'knex';

type Works = readonly (() => Promise<unknown>)[];

/** What each piece of work answers. */
type Answers<Given extends Works> = {
  -readonly [Index in keyof Given]: Awaited<ReturnType<Given[Index]>>;
};

/**
 * Does several things in one transaction that do not need each other's answers. Where the connection is set to `pipeline`, their
 * statements are on the way together, which saves ways there and back; elsewhere one is done after the other.
 *
 * @throws the error of the first that failed, when all have ended
 */
export async function together<const Given extends Works>(
  trx: Knex.Transaction,
  works: Given,
): Promise<Answers<Given>> {
  const answers: unknown[] = [];
  if (await beginsTogether(trx)) {
    for (const end of await Promise.allSettled(works.map(work => work()))) {
      if (end.status === 'rejected') throw end.reason;
      answers.push(end.value);
    }
  } else {
    for (const work of works) answers.push(await work());
  }
  return answers as Answers<Given>;
}

/** What the driver's connection has, where it is set to send a statement before the one before it is answered. */
interface Pipelined {
  pipeline?: boolean;
  connection?: { stream?: Partial<Pick<Writable, 'cork' | 'uncork'>> };
}

/** Answers whether statements may be on the way together; then those that are sent now leave as one. */
async function beginsTogether(trx: Knex.Transaction): Promise<boolean> {
  const connection: Pipelined = await trx.client.acquireConnection();
  await trx.client.releaseConnection(connection);
  if (connection.pipeline !== true) return false;
  const stream = connection.connection?.stream;
  stream?.cork?.();
  // After everything that is ready to be sent at this moment.
  setImmediate(() => stream?.uncork?.());
  return true;
}
