import type { Knex } from 'knex';

/** Which resources people want at hand. */
export class FavouriteStore {
  constructor(private readonly knex: Knex) {}

  /** Marks a resource, or takes the mark away; marking twice is the same as once. */
  async mark(userRef: string, resourceId: string, wanted: boolean): Promise<void> {
    const row = { user_ref: userRef, resource_id: resourceId };
    if (wanted) await this.knex('favourites').insert(row).onConflict().ignore();
    else await this.knex('favourites').where(row).delete();
  }

  /** Those of the resources that somebody marked. */
  async among(userRef: string, resourceIds: readonly string[]): Promise<Set<string>> {
    const marked = await this.knex('favourites')
      .where({ user_ref: userRef })
      .whereIn('resource_id', resourceIds)
      .pluck<string[]>('resource_id');
    return new Set(marked);
  }
}
