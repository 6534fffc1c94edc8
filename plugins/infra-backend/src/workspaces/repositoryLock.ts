import { conflict, tryLock } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';

/** Makes the process the only one that writes to a repository, until the end of the transaction; false where another one is at it. */
export const lockRepository = (trx: Knex.Transaction, { url }: { url: string }): Promise<boolean> =>
  tryLock(trx, `workspace ${url}`);

/**
 * Sees to it that nobody writes to a repository until the end of the transaction.
 *
 * @throws InfraError CONFLICT where somebody does right now
 */
export async function requireQuiet(
  trx: Knex.Transaction,
  repository: { url: string; name: string },
): Promise<void> {
  if (await lockRepository(trx, repository)) return;
  throw conflict(
    `${repository.name} is being written to at this moment: try again in a few seconds`,
  );
}
