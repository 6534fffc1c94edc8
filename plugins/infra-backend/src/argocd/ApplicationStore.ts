import type { ArgoCdApplication, ArgoCdInstance } from '@bailiwick/backstage-plugin-infra-common';
import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { ApplicationState } from './view';

interface InstanceRow {
  name: string;
  reachable: boolean;
  error: string | null;
  checked_at: Date;
  reached_at: Date | null;
}

interface ApplicationRow {
  instance: string;
  name: string;
  state: ApplicationState;
  digest: string;
  observed_at: Date;
}

/** Narrows a query on the table `argocd_applications`. */
export type ApplicationFilter = (query: Knex.QueryBuilder) => void;

export interface ApplicationListing {
  limit: number;
  /** Name and instance of the application before the first. */
  after?: [string, string];
  names?: readonly string[];
  filter: ApplicationFilter;
}

/** What a round changed. */
export interface StateChanges {
  /** Names of applications that are new, different or gone. */
  applications: string[];
}

const digestOf = (state: ApplicationState) =>
  createHash('sha1').update(JSON.stringify(state)).digest('base64');

const toApplication = ({ state, observed_at }: ApplicationRow): ArgoCdApplication => ({
  ...state,
  observedAt: observed_at.toISOString(),
});

/** The last state of applications and instances. What has not changed is not written. */
export class ApplicationStore {
  constructor(private readonly knex: Knex) {}

  /** In the order of their names. */
  async list(listing: ApplicationListing): Promise<ArgoCdApplication[]> {
    const query = this.seen()
      .orderBy(['argocd_applications.name', 'argocd_applications.instance'])
      .limit(listing.limit)
      .modify(listing.filter);
    if (listing.names) query.whereIn('argocd_applications.name', [...listing.names]);
    if (listing.after) {
      query.whereRaw('(argocd_applications.name, argocd_applications.instance) > (?, ?)', [
        ...listing.after,
      ]);
    }
    const rows: ApplicationRow[] = await query;
    return rows.map(toApplication);
  }

  async find(instance: string, name: string): Promise<ArgoCdApplication | undefined> {
    const row: ApplicationRow | undefined = await this.seen()
      .where({ 'argocd_applications.instance': instance, 'argocd_applications.name': name })
      .first();
    return row && toApplication(row);
  }

  async instances(): Promise<ArgoCdInstance[]> {
    const rows = await this.knex<InstanceRow>('argocd_instances').orderBy('name');
    return rows.map(({ name, reachable, error, checked_at }) => ({
      name,
      reachable,
      checkedAt: checked_at.toISOString(),
      ...(error === null ? {} : { error }),
    }));
  }

  /** Takes down that an instance showed these applications, and no others. */
  async reached(instance: string, states: readonly ApplicationState[]): Promise<StateChanges> {
    const known = new Map<string, string>(
      (
        await this.knex<ApplicationRow>('argocd_applications')
          .select('name', 'digest')
          .where({ instance })
      ).map(({ name, digest }) => [name, digest]),
    );
    const digested = states.map(state => ({ state, digest: digestOf(state) }));
    const changed = digested.filter(({ state, digest }) => known.get(state.name) !== digest);
    const names = new Set(states.map(({ name }) => name));
    const gone = [...known.keys()].filter(name => !names.has(name));
    await this.knex.transaction(async trx => {
      await this.note(trx, instance, undefined);
      await write(trx, changed);
      if (gone.length > 0) {
        await trx('argocd_applications').where({ instance }).whereIn('name', gone).delete();
      }
    });
    return { applications: [...changed.map(({ state }) => state.name), ...gone] };
  }

  /** Takes down that an instance did not answer as it should; what was known of its applications stays. */
  async failed(instance: string, error: string): Promise<void> {
    await this.note(this.knex, instance, error);
  }

  /** Takes down what a look at one application showed, if it is one of those that are watched; answers whether it was news. */
  async noticed(state: ApplicationState): Promise<boolean> {
    const digest = digestOf(state);
    const { instance, name } = state;
    const updated = await this.knex('argocd_applications')
      .where({ instance, name })
      .whereNot({ digest })
      .update({ state: JSON.stringify(state), digest, changed_at: this.knex.fn.now() });
    return updated > 0;
  }

  /** Forgets instances that are not configured any more. */
  async keepOnly(instances: readonly string[]): Promise<void> {
    await this.knex('argocd_applications')
      .whereNotIn('instance', [...instances])
      .delete();
    await this.knex('argocd_instances')
      .whereNotIn('name', [...instances])
      .delete();
  }

  private seen(): Knex.QueryBuilder {
    return this.knex('argocd_applications')
      .select('argocd_applications.*', 'argocd_instances.reached_at as observed_at')
      .join('argocd_instances', 'argocd_instances.name', 'argocd_applications.instance');
  }

  private async note(knex: Knex, name: string, error: string | undefined): Promise<void> {
    const now = knex.fn.now();
    const row = {
      name,
      reachable: error === undefined,
      error: error ?? null,
      checked_at: now,
      ...(error === undefined ? { reached_at: now } : {}),
    };
    await knex('argocd_instances').insert(row).onConflict('name').merge();
  }
}

async function write(
  trx: Knex.Transaction,
  changed: readonly { state: ApplicationState; digest: string }[],
): Promise<void> {
  if (changed.length === 0) return;
  const rows = changed.map(({ state, digest }) => ({
    instance: state.instance,
    name: state.name,
    state,
    digest,
  }));
  await trx.raw(
    `INSERT INTO argocd_applications (instance, name, state, digest)
     SELECT instance, name, state, digest
     FROM jsonb_to_recordset(?::jsonb) AS seen (instance text, name text, state jsonb, digest text)
     ON CONFLICT (name, instance) DO UPDATE
       SET state = excluded.state, digest = excluded.digest, changed_at = now()`,
    [JSON.stringify(rows)],
  );
}
