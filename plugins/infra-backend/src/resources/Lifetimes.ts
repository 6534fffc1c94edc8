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
   * @throws InfraError as {@link next}
   */
  async extend(trx: Knex.Transaction, record: ResourceRecord): Promise<void> {
    const expires_at = this.next(record);
    await this.types.confirm(trx, this.types.get(record.type, record.version));
    await trx('resources').where({ id: record.id }).update({ expires_at });
  }

  /**
   * Until when a resource would live. It is checked like a new request: its type must still be there to be had, and its policies kept.
   *
   * @throws InfraError CONFLICT, also where it would not be later
   */
  next(record: ResourceRecord): Date {
    const unusable = this.types.unusable(record.type, record.version);
    if (unusable) throw conflict(unusable);
    const { definition, checkRequest } = this.types.get(record.type, record.version);
    const [broken] = checkRequest(record);
    if (broken) throw conflict(broken.message);
    const { expiresAt } = lifetimeOf(undefined, definition);
    if (!expiresAt) throw conflict(`A ${record.type} has no lifetime to extend by`);
    if (record.expiresAt && expiresAt <= record.expiresAt) {
      throw conflict(`${record.name} lives until ${record.expiresAt.toISOString()} already`);
    }
    return expiresAt;
  }
}
