import { conflict } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { ResourceRecord } from './types';
import type { TypeRegistry } from './types/TypeRegistry';

const DAY_MS = 24 * 3_600_000;

/** How long resources live, by the rules of their types. */
export class Lifetimes {
  constructor(private readonly types: TypeRegistry) {}

  /**
   * Gives a resource its type's usual time once more, from now on; never more than the type allows.
   *
   * @throws InfraError CONFLICT where that would not be later
   */
  async extend(trx: Knex.Transaction, record: ResourceRecord): Promise<void> {
    const { ttl } = this.types.get(record.type).definition;
    const days = ttl?.defaultDays ?? ttl?.maxDays;
    if (days === undefined) throw conflict(`A ${record.type} has no lifetime to extend by`);
    const until = new Date(Date.now() + days * DAY_MS);
    if (record.expiresAt && until <= record.expiresAt) {
      throw conflict(`${record.name} lives until ${record.expiresAt.toISOString()} already`);
    }
    await trx('resources').where({ id: record.id }).update({ expires_at: until });
  }
}
