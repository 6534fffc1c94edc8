import {
  type CreateUnit,
  type Page,
  type PatchUnit,
  unitEntityRef,
} from '@bailiwick/backstage-plugin-infra-common';
import { conflict, notFound, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { CurrentBindings } from '../access';
import type { AuditTrail } from '../audit';
import type { ChangeNotifier } from '../lib/changes';
import {
  inTransaction,
  isForeignKeyViolation,
  isUniqueViolation,
  keepAnswer,
} from '../lib/database';
import { etagOf, requireMatch } from '../lib/http';
import { cursorCodec, pageOf } from '../lib/paging';
import type { Levels } from './levels';
import { freeSlug, slugOf } from './slug';
import { clearRemains, describeObstacles, findObstacles } from './unitObstacles';
import { toAudit, toUnit, type UnitRecord } from './UnitRecord';
import type { UnitListing, UnitStore } from './UnitStore';

/** Who changes something, for the audit trail. */
export interface Author {
  ref: string;
  requestId?: string;
}

const cursor = cursorCodec(
  'units by level and name',
  z.tuple([z.number().int(), z.string(), z.uuid()]),
);

/** Slugs that are made are tried again when somebody else takes one at the same moment. */
const SLUG_ATTEMPTS = 5;

const article = (kind: string) => (/^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`);

/** The org tree and its rules. Who may do what is decided by {@link AuthorizedUnitService}. */
export class UnitService {
  constructor(
    private readonly parts: {
      knex: Knex;
      store: UnitStore;
      levels: Levels;
      audit: AuditTrail;
      changes: ChangeNotifier;
      bindings: CurrentBindings;
    },
  ) {}

  get levels(): Levels {
    return this.parts.levels;
  }

  /** @throws InfraError NOT_FOUND */
  async get(id: string): Promise<UnitRecord> {
    const unit = await this.find(id);
    if (!unit) throw notFound('unit', id);
    return unit;
  }

  async find(id: string): Promise<UnitRecord | undefined> {
    return this.parts.store.find(id);
  }

  /**
   * The unit and everything above it, from the root down.
   *
   * @throws InfraError NOT_FOUND
   */
  async chain(id: string): Promise<UnitRecord[]> {
    const chain = await this.parts.store.chain(id);
    if (chain.length === 0) throw notFound('unit', id);
    return chain;
  }

  async list(listing: Omit<UnitListing, 'after'> & { cursor?: string }): Promise<Page<UnitRecord>> {
    const { cursor: given, limit, ...rest } = listing;
    const rows = await this.parts.store.list({
      ...rest,
      limit: limit + 1,
      after: cursor.decode(given),
    });
    return pageOf(
      rows,
      limit,
      cursor,
      row => [row.level, row.foldedName, row.id] as [number, string, string],
      ({ foldedName: _, ...unit }) => unit,
    );
  }

  /** Units that groups of a directory name; see {@link UnitStore.named}. */
  async named(
    names: readonly { level: number; name: string }[],
    groups: string[],
  ): Promise<UnitRecord[]> {
    return this.parts.store.named(names, groups);
  }

  /** Entity references of the Groups of these units. */
  async entityRefs(ids: string[]): Promise<string[]> {
    return this.parts.store.entityRefs(ids);
  }

  /** @throws InfraError VALIDATION_ERROR where the unit does not fit there, CONFLICT for a name or slug that is taken */
  async create(author: Author, wish: CreateUnit): Promise<UnitRecord> {
    const { level, parent } = await this.#place(wish);
    const name = wish.name.normalize('NFC');
    const unit = await this.#insert(author, { ...wish, name }, level, parent);
    this.#announce(unit, 'upserted');
    return unit;
  }

  /** @throws InfraError NOT_FOUND, STALE_REVISION, CONFLICT for a name that is taken */
  async update(
    author: Author,
    id: string,
    patch: PatchUnit,
    ifMatch?: string,
  ): Promise<UnitRecord> {
    const { knex, store, audit } = this.parts;
    const unit = await this.#translate({ name: patch.name }, () =>
      inTransaction(knex, async trx => {
        const before = await store.lock(trx, id);
        if (!before) throw notFound('unit', id);
        requireMatch(ifMatch, before.revision, before.name);
        const name = patch.name?.normalize('NFC') ?? before.name;
        const ldapGroup =
          patch.ldapGroup === undefined ? (before.ldapGroup ?? null) : patch.ldapGroup;
        if (name === before.name && ldapGroup === (before.ldapGroup ?? null)) return before;
        const after = await store.update(trx, id, { name, ldapGroup });
        await audit.record(trx, {
          event: 'unit-changed',
          actor: author,
          subject: { kind: 'unit', id },
          before: toAudit(before),
          after: toAudit(after),
        });
        return after;
      }),
    );
    this.#announce(unit, 'upserted');
    return unit;
  }

  /** @throws InfraError NOT_FOUND, STALE_REVISION, CONFLICT naming what still depends on the unit */
  async delete(author: Author, id: string, ifMatch?: string): Promise<void> {
    const { knex, store, audit } = this.parts;
    const unit = await inTransaction(knex, async trx => {
      const before = await store.lock(trx, id);
      if (!before) throw notFound('unit', id);
      requireMatch(ifMatch, before.revision, before.name);
      const obstacles = await findObstacles(trx, id);
      const told = describeObstacles(obstacles);
      if (told.length > 0) {
        throw conflict(`${before.name} still has ${told.join(', ')}`, { ...obstacles });
      }
      await clearRemains(trx, id);
      await store.delete(trx, id);
      await audit.record(trx, {
        event: 'unit-deleted',
        actor: author,
        subject: { kind: 'unit', id },
        before: toAudit(before),
      });
      return before;
    });
    this.#announce(unit, 'removed');
  }

  /**
   * Refuses to start on a tree of other levels than the configured ones.
   *
   * @throws Error, one sentence that says what to set
   */
  async checkLevels(): Promise<void> {
    const { levels, store } = this.parts;
    const kinds = await store.kinds();
    const odd = kinds.find(({ level, kind }) => levels.names[level] !== kind);
    if (odd) {
      throw new Error(
        `The database has units of kind "${odd.kind}" at level ${odd.level}, which infra.organisation.levels (${levels.names.join(', ')}) does not: set it to the levels that the units were made with`,
      );
    }
  }

  /** Where a wished unit goes in the tree. */
  async #place({ kind, parentId }: CreateUnit): Promise<{ level: number; parent?: UnitRecord }> {
    const { levels, store } = this.parts;
    const level = levels.levelOf(kind);
    if (level === undefined) {
      throw validationError([
        { pointer: '/kind', message: `must be one of ${levels.names.join(', ')}` },
      ]);
    }
    const refuse = (message: string) => validationError([{ pointer: '/parentId', message }]);
    if (level === 0) {
      if (parentId) throw refuse(`must be left out: ${article(kind)} is at the top`);
      return { level };
    }
    const above = levels.names[level - 1];
    if (!parentId) throw refuse(`is required: ${article(kind)} belongs to ${article(above)}`);
    const parent = await store.find(parentId);
    if (!parent) throw refuse('must be the id of a unit that exists');
    if (parent.level !== level - 1) {
      throw refuse(
        `must be ${article(above)}: ${parent.name} is ${article(parent.kind)}, and ${article(kind)} belongs to ${article(above)}`,
      );
    }
    return { level, parent };
  }

  async #insert(author: Author, wish: CreateUnit, level: number, parent?: UnitRecord) {
    const { knex, store, audit } = this.parts;
    const { kind, name, ldapGroup } = wish;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#translate({ ...wish, parent }, () =>
          inTransaction(knex, async trx => {
            const slug = wish.slug ?? (await this.#makeSlug(trx, kind, name));
            const unit = await store.insert(trx, { kind, level, slug, name, parent, ldapGroup });
            await audit.record(trx, {
              event: 'unit-created',
              actor: author,
              subject: { kind: 'unit', id: unit.id },
              after: toAudit(unit),
            });
            await keepAnswer(trx, { status: 201, body: toUnit(unit), etag: etagOf(unit.revision) });
            return unit;
          }),
        );
      } catch (error) {
        if (!isUniqueViolation(error, 'units_kind_slug') || attempt === SLUG_ATTEMPTS) throw error;
      }
    }
  }

  async #makeSlug(trx: Knex, kind: string, name: string): Promise<string> {
    const base = slugOf(name, kind);
    return freeSlug(base, await this.parts.store.slugsLike(trx, kind, base));
  }

  /** Turns what the unique indexes say into refusals; a made slug that was taken meanwhile is left to be tried again. */
  async #translate<T>(
    wish: { kind?: string; name?: string; slug?: string; parent?: UnitRecord },
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isUniqueViolation(error, 'units_name')) {
        throw conflict(
          wish.parent
            ? `${wish.parent.name} has a unit named "${wish.name}" already`
            : `There is a unit named "${wish.name}" already`,
        );
      }
      if (isUniqueViolation(error, 'units_root')) {
        const root = await this.parts.store.root();
        throw conflict(`There is a ${wish.kind} already: ${root?.name}`);
      }
      if (isUniqueViolation(error, 'units_kind_slug') && wish.slug !== undefined) {
        throw conflict(`There is ${article(`${wish.kind}`)} with the slug "${wish.slug}" already`);
      }
      if (isForeignKeyViolation(error) && wish.parent) throw notFound('unit', wish.parent.id);
      throw error;
    }
  }

  #announce(unit: UnitRecord, change: 'upserted' | 'removed'): void {
    this.parts.bindings.forget();
    this.parts.changes.unit({ id: unit.id, change, entityRef: unitEntityRef(unit) });
  }
}
