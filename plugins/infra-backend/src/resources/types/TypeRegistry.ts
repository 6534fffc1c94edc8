import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  type BuiltInResourceType,
  conflict,
  notFound,
} from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { ProvisionerRegistry } from '../../runs/ProvisionerRegistry';
import type { KnownType } from './KnownType';
import { builtInEntry, storedEntry, type TypeEntry } from './TypeEntry';
import type { StoredType, TypeStore } from './TypeStore';

export type { KnownType } from './KnownType';

/** How soon a process finds out what another one changed, at the latest. */
const LOOK_EVERY_MS = 2_000;

const archived = (name: string, version: string) =>
  `Version ${version} of ${name} is archived: choose another`;

export interface TypeRegistryServices {
  store: TypeStore;
  provisioners: ProvisionerRegistry;
  logger: LoggerService;
}

/**
 * All resource types, from code, files and the API, in memory. It looks every few seconds whether another process changed any, and
 * before each request of a resource.
 */
export class TypeRegistry {
  #entries: ReadonlyMap<string, TypeEntry> = new Map();
  /** Of the clock, when the entries were read. */
  #change: string | undefined;
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @throws Error that names the type of code and what is wrong with it: nothing else would tell at start. */
  constructor(
    private readonly builtIn: readonly BuiltInResourceType[],
    private readonly services: TypeRegistryServices,
  ) {
    const names = new Set(builtIn.map(({ name }) => name));
    for (const { name, parents } of builtIn) {
      if (builtIn.filter(other => other.name === name).length > 1) {
        throw new Error(`There are two resource types named ${name}`);
      }
      const unknown = parents.find(parent => !names.has(parent));
      if (unknown) throw new Error(`The resource type ${name} needs an unknown type: ${unknown}`);
    }
    this.#entries = this.#build([]);
  }

  /** Reads the stored types, and again whenever somebody changed any. */
  async start(): Promise<void> {
    await this.refresh();
    this.#timer = setInterval(() => {
      this.refresh().catch(error =>
        this.services.logger.warn(
          `Whether resource types changed could not be seen: ${stringifyError(error)}`,
        ),
      );
    }, LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Reads what was changed. Those who ask at the same time share one look. */
  async refresh(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  /** Reads what this process has just committed, which a look that is under way may have missed. */
  async reload(): Promise<void> {
    await this.#looking?.catch(() => {});
    await this.refresh();
  }

  /** A version of a type; without one, that which a new resource gets. */
  find(name: string, version?: string): KnownType | undefined {
    const entry = this.#entries.get(name);
    return version === undefined ? entry?.newest : entry?.known.get(version);
  }

  /** @throws InfraError NOT_FOUND */
  get(name: string, version?: string): KnownType {
    const type = this.find(name, version);
    if (!type) throw notFound('resource type', name);
    return type;
  }

  entry(name: string): TypeEntry | undefined {
    return this.#entries.get(name);
  }

  get names(): string[] {
    return [...this.#entries.keys()].sort();
  }

  /** Types whose resources are compared with the real thing every so many hours. */
  watched(): { name: string; driftCheckHours: number }[] {
    return [...this.#entries.values()].flatMap(({ name, head: { driftCheckHours } }) =>
      driftCheckHours === undefined ? [] : [{ name, driftCheckHours }],
    );
  }

  /** Whether a type comes from code. */
  isBuiltIn(name: string): boolean {
    return this.builtIn.some(type => type.name === name);
  }

  /** How a row would be shown and used. */
  entryOf(stored: StoredType): TypeEntry {
    const definition = this.builtIn.find(({ name }) => name === stored.name);
    return definition
      ? builtInEntry(definition, stored, this.services.provisioners)
      : storedEntry(stored, this.services.provisioners);
  }

  /** Why nothing new may be made of this version; undefined where it may. */
  unusable(name: string, version: string): string | undefined {
    const entry = this.#entries.get(name);
    if (!entry) return `There is no resource type ${name} any more`;
    if (!entry.enabled) return `The resource type ${name} is disabled`;
    if (entry.head.abstract) return `${name} only groups other types and cannot be requested`;
    const known = entry.known.get(version);
    if (known) return known.lifecycle === 'archived' ? archived(name, version) : undefined;
    return entry.versions.some(one => one.version === version)
      ? `Version ${version} of ${name} cannot be used: ${entry.problems.join('; ')}`
      : `There is no version ${version} of ${name} any more`;
  }

  /**
   * Makes sure, within the transaction that uses the type, that nobody changed it since it was read, and that nobody does before the
   * end of the transaction.
   *
   * @throws InfraError CONFLICT
   */
  async confirm(trx: Knex.Transaction, { definition, revision }: KnownType): Promise<void> {
    const { name } = definition;
    const now = await this.services.store.holdRevision(trx, name);
    if (now !== revision) {
      void this.refresh().catch(() => {});
      throw conflict(`The resource type ${name} was changed a moment ago: try again`);
    }
  }

  async #look(): Promise<void> {
    const { store } = this.services;
    // Read first: what is committed in between is then read once more, rather than never.
    const change = await store.change();
    if (change === this.#change) return;
    this.#entries = this.#build(await store.all());
    this.#change = change;
  }

  #build(stored: readonly StoredType[]): ReadonlyMap<string, TypeEntry> {
    const { provisioners, logger } = this.services;
    const rows = new Map(stored.map(row => [row.name, row]));
    const entries = new Map<string, TypeEntry>();
    /** What has not changed is not made ready again, which takes its time. */
    const before = ({ name, revision, updatedAt }: StoredType) => {
      const known = this.#entries.get(name);
      const isSame =
        known?.revision === revision && known.updatedAt?.getTime() === updatedAt.getTime();
      return isSame ? known : undefined;
    };
    for (const definition of this.builtIn) {
      const row = rows.get(definition.name);
      rows.delete(definition.name);
      if (row && row.origin !== 'built-in') {
        logger.warn(
          `The resource type ${row.name} comes from code now, and what is stored of it is left aside`,
        );
      }
      try {
        const entry = (row && before(row)) ?? builtInEntry(definition, row, provisioners);
        entries.set(entry.name, entry);
      } catch (error) {
        throw new Error(
          `The resource type ${definition.name} cannot be used: ${(error as Error).message}`,
        );
      }
    }
    for (const row of rows.values()) {
      // What is left of a type whose module was taken away.
      if (row.origin === 'built-in') continue;
      const entry = before(row) ?? storedEntry(row, provisioners);
      entries.set(entry.name, entry);
    }
    return entries;
  }
}
