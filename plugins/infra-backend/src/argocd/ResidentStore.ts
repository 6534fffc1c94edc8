import type { Knex } from 'knex';
import type { RowFilter } from '../access';
import type { ApplicationFilter } from './ApplicationStore';

/** An application by its instance and name. */
export interface ApplicationKey {
  instance: string;
  name: string;
}

/** What somebody reads: units beneath these, as far as the permission policy lets them. */
export interface Reader {
  roots: readonly string[];
  filter: RowFilter;
}

/** Matches the index on resources. */
const OF_APPLICATION = `resources.state <> 'destroyed'
  AND resources.outputs ->> 'argocdInstance' = ?
  AND resources.outputs ->> 'argocdApplication' = ?`;

const OF_THIS_APPLICATION = `resources.state <> 'destroyed'
  AND resources.outputs ->> 'argocdInstance' = argocd_applications.instance
  AND resources.outputs ->> 'argocdApplication' = argocd_applications.name`;

/** Which resources an application brings about, and so whose it is. */
export class ResidentStore {
  constructor(private readonly knex: Knex) {}

  /** Narrows a list to applications with resources that somebody reads, and those without resources of anybody. */
  readableBy(reader: Reader): ApplicationFilter {
    const residents = () =>
      this.knex('resources').select('resources.id').whereRaw(OF_THIS_APPLICATION);
    return query =>
      query.where(either =>
        either
          .whereNotExists(residents())
          .orWhereExists(residents().whereIn('resources.unit_id', this.unitsOf(reader))),
      );
  }

  /** Narrows a list to applications with resources of a unit or what is beneath it. */
  within(unitId: string): ApplicationFilter {
    return query =>
      query.whereExists(
        this.knex('resources')
          .select('resources.id')
          .whereRaw(OF_THIS_APPLICATION)
          .whereIn(
            'resources.unit_id',
            this.knex('units')
              .select('units.id')
              .whereRaw('units.ancestor_ids @> ?::uuid[]', [[unitId]]),
          ),
      );
  }

  /** Whether somebody reads the application: it has resources that they read, or none of anybody. */
  async isReadable(key: ApplicationKey, reader: Reader): Promise<boolean> {
    const any = await this.residents(key).first();
    if (!any) return true;
    const own = await this.residents(key)
      .whereIn('resources.unit_id', this.unitsOf(reader))
      .first();
    return own !== undefined;
  }

  /** Those of the units that have resources in the application. */
  async present(key: ApplicationKey, unitIds: readonly string[]): Promise<Set<string>> {
    if (unitIds.length === 0) return new Set();
    const rows: { unit_id: string }[] = await this.residents(key)
      .distinct('resources.unit_id')
      .whereIn('resources.unit_id', [...unitIds]);
    return new Set(rows.map(({ unit_id }) => unit_id));
  }

  /** Those of the namespaces that are somebody's whom the reader does not read. */
  async hidden(
    key: ApplicationKey,
    namespaces: readonly string[],
    reader: Reader,
  ): Promise<Set<string>> {
    const rows: { external_name: string }[] = await this.residents(key)
      .select('resources.external_name')
      .whereIn('resources.external_name', [...namespaces])
      .whereNotIn('resources.unit_id', this.unitsOf(reader));
    return new Set(rows.map(({ external_name }) => external_name));
  }

  private residents({ instance, name }: ApplicationKey): Knex.QueryBuilder {
    return this.knex('resources')
      .select('resources.unit_id')
      .whereRaw(OF_APPLICATION, [instance, name]);
  }

  private unitsOf({ roots, filter }: Reader): Knex.QueryBuilder {
    return this.knex('units')
      .select('units.id')
      .whereRaw('units.ancestor_ids && ?::uuid[]', [[...roots]])
      .modify(filter);
  }
}
