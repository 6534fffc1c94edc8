import { isUniqueViolation } from '../lib/database';
import { nameTaken } from './refusals';
import type { ResourceStore } from './ResourceStore';
import type { Named } from './types';

const INDEXES = ['resources_live_name', 'resources_live_external_name'];

/** Tells in a sentence that a name is taken, where the database tells it by an index. */
export class NameClashes {
  constructor(private readonly store: ResourceStore) {}

  /** @throws InfraError CONFLICT where the name is taken right now */
  async refuse(wish: Named): Promise<void> {
    const clash = await this.store.findClash(wish);
    if (clash) throw nameTaken(wish, clash);
  }

  /**
   * Runs a whole transaction.
   *
   * @param wishOf - what asked for the name, when the transaction has failed
   * @throws InfraError CONFLICT where the transaction meets a name that is taken
   */
  async guard<T>(wishOf: () => Named | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const wish = INDEXES.some(index => isUniqueViolation(error, index)) ? wishOf() : undefined;
      if (!wish) throw error;
      throw nameTaken(wish, await this.store.findClash(wish));
    }
  }
}
