import { conflict } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { lifetimeOf } from './lifetime';
import type { ResourceRecord } from './types';
import type { TypeRegistry } from './types/TypeRegistry';

/** How long resources live, by the rules of their types. */
export class Lifetimes {
  constructor(private readonly types: TypeRegistry) {}

  /**
   * Gives a resource its type's usual time once more, from now on.
   *
   * @throws InfraError CONFLICT where that would not be later
   */
  async extend(trx: Knex.Transaction, record: ResourceRecord): Promise<void> {
    const { definition } = this.types.get(record.type, record.version);
    const { expiresAt } = lifetimeOf(undefined, definition);
    if (!expiresAt) throw conflict(`A ${record.type} has no lifetime to extend by`);
    if (record.expiresAt && expiresAt <= record.expiresAt) {
      throw conflict(`${record.name} lives until ${record.expiresAt.toISOString()} already`);
    }
    await trx('resources').where({ id: record.id }).update({ expires_at: expiresAt });
  }
}
