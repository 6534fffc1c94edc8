import { SECRET_MASK, type Variables } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import type { Encryptor } from '../lib/encryption';

/** Name under which the sensitive outputs of a resource are sealed. */
export const outputsContext = (resourceId: string) => `outputs/${resourceId}`;

/** Outputs that nobody reads in passing: they are stored sealed, and shown as a mask. */
export class SensitiveOutputs {
  constructor(private readonly parts: { knex: Knex; encryptor: Encryptor }) {}

  /** Stores those that are sensitive; answers all outputs as they may be shown. */
  async keep(
    trx: Knex.Transaction,
    resourceId: string,
    outputs: Variables,
    sensitive: readonly string[],
  ): Promise<Variables> {
    const secret = Object.fromEntries(
      Object.entries(outputs).filter(([name]) => sensitive.includes(name)),
    );
    const sealed =
      Object.keys(secret).length > 0
        ? this.parts.encryptor.seal(JSON.stringify(secret), outputsContext(resourceId))
        : null;
    await trx('resources').where({ id: resourceId }).update({ sealed_outputs: sealed });
    return {
      ...outputs,
      ...Object.fromEntries(Object.keys(secret).map(key => [key, SECRET_MASK])),
    };
  }

  /** The sensitive outputs in clear. */
  async reveal(resourceId: string, knex: Knex = this.parts.knex): Promise<Variables> {
    const row = await knex('resources')
      .select<{ sealed_outputs: Buffer | null }[]>('sealed_outputs')
      .where({ id: resourceId })
      .first();
    if (!row?.sealed_outputs) return {};
    const plain = this.parts.encryptor.open(row.sealed_outputs, outputsContext(resourceId));
    return JSON.parse(plain.toString()) as Variables;
  }
}
