import type { ResourceTypeDefinition } from '@bailiwick/backstage-plugin-infra-common';
import type { JsonObject } from '@backstage/types';
import equal from 'fast-deep-equal';
import type { Knex } from 'knex';
import type { AuditTrail, TrailEvent } from '../../../audit';
import type { ChangeNotifier } from '../../../lib/changes';
import { inTransaction } from '../../../lib/database';
import type { ProvisionerRegistry } from '../../../runs/ProvisionerRegistry';
import { checkDefinition, nodeOf } from '../checkDefinition';
import type { TypeRegistry } from '../TypeRegistry';
import { type TypeService, versionInUse } from '../TypeService';
import type { StoredType, TypeStore } from '../TypeStore';
import type { TypeDocument } from './parseTypes';

export interface FoundDocument extends TypeDocument {
  /** The configured target. */
  location: string;
  file: string;
}

/** What all locations have. */
export interface Reading {
  documents: FoundDocument[];
  /** Locations that could not be read: what they had stays as it is. */
  unread: string[];
}

/** A document whose type can be used as far as has been checked. */
type Candidate = FoundDocument & { definition: ResourceTypeDefinition };

const isCandidate = (document: FoundDocument): document is Candidate =>
  document.definition !== undefined;

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const byName = <T extends { version: string }>(versions: readonly T[]): T[] =>
  versions.toSorted((a, b) => (a.version < b.version ? -1 : 1));

export interface TypeIntakeParts {
  knex: Knex;
  store: TypeStore;
  registry: TypeRegistry;
  types: TypeService;
  provisioners: ProvisionerRegistry;
  audit: AuditTrail;
  changes: ChangeNotifier;
}

/**
 * Brings the stored types of files to what the files have. A document that cannot be used leaves the type as it was; a type that is
 * gone from its file goes as well, or is disabled while live resources have it.
 */
export class TypeIntake {
  constructor(private readonly parts: TypeIntakeParts) {}

  /** Answers what is wrong, a sentence each with file, line and rule. */
  async take(reading: Reading): Promise<string[]> {
    const { knex, store, registry, changes } = this.parts;
    const changed = new Set<string>();
    const problems = await inTransaction(knex, async trx => {
      changed.clear();
      await store.lock(trx);
      const stored = await store.all(trx);
      const { accepted, refused } = await this.#check(trx, reading.documents, stored);
      for (const candidate of accepted) {
        const before = stored.find(({ name }) => name === candidate.definition.name);
        if (await this.#write(trx, candidate, before)) changed.add(candidate.definition.name);
      }
      for (const type of stored) {
        if (await this.#settle(trx, type, reading, accepted, refused)) changed.add(type.name);
      }
      if (changed.size > 0) await store.tick(trx);
      return refused.flatMap(({ file, problems: lines }) =>
        lines.map(line => `A resource type is not taken over: ${file}:${line}`),
      );
    });
    await registry.reload();
    for (const id of changed) changes.signal({ subject: 'resourceType', id });
    return problems;
  }

  /** Which documents can be used, beside each other and beside what is stored. */
  async #check(
    trx: Knex.Transaction,
    documents: readonly FoundDocument[],
    stored: readonly StoredType[],
  ): Promise<{ accepted: Candidate[]; refused: FoundDocument[] }> {
    const refused = documents.filter(document => !isCandidate(document));
    let accepted: Candidate[] = [];
    const refuse = (
      candidate: Candidate,
      problems: readonly { pointer: string; message: string }[],
    ) => refused.push({ ...candidate, problems: candidate.locate(problems) });
    // Whoever has the name already keeps it.
    const isHome = ({ definition, location, file }: Candidate) =>
      stored.some(
        ({ name, source }) =>
          name === definition.name && source?.location === location && source.file === file,
      );
    const candidates = documents.filter(isCandidate);
    for (const candidate of candidates.toSorted((a, b) => Number(isHome(b)) - Number(isHome(a)))) {
      const problem = await this.#clash(trx, candidate, accepted, stored);
      if (problem) refuse(candidate, [problem]);
      else accepted.push(candidate);
    }
    const known = await this.parts.types.nodes(trx);
    // One that falls out may have been the parent of another.
    for (;;) {
      const nodes = new Map(known);
      for (const { definition } of accepted) nodes.set(definition.name, nodeOf(definition));
      const checked = accepted.map(candidate => ({
        candidate,
        problems: checkDefinition(candidate.definition, nodes, this.parts.provisioners),
      }));
      const wrong = checked.filter(({ problems }) => problems.length > 0);
      if (wrong.length === 0) return { accepted, refused };
      for (const { candidate, problems } of wrong) refuse(candidate, problems);
      accepted = checked.flatMap(({ candidate, problems }) =>
        problems.length === 0 ? [candidate] : [],
      );
    }
  }

  /** Why a document cannot be what it says it is. */
  async #clash(
    trx: Knex.Transaction,
    { definition: { name, versions, provisioner } }: Candidate,
    accepted: readonly Candidate[],
    stored: readonly StoredType[],
  ): Promise<{ pointer: string; message: string } | undefined> {
    const { store, registry } = this.parts;
    const twin = accepted.find(({ definition }) => definition.name === name);
    if (twin) return { pointer: '/name', message: `is defined in ${twin.file} already` };
    if (registry.isBuiltIn(name)) return { pointer: '/name', message: 'is a built-in type' };
    const before = stored.find(type => type.name === name);
    if (!before) return undefined;
    if (before.origin === 'api') {
      return { pointer: '/name', message: 'is the name of a type that was made by the API' };
    }
    await store.lockType(trx, name);
    const live = await store.liveResources(name, trx);
    if (before.definition?.provisioner !== provisioner && live.size > 0) {
      const message = 'cannot change while there are live resources, which it has made';
      return { pointer: '/provisioner', message };
    }
    for (const [index, version] of versions.entries()) {
      const is = before.versions.find(one => one.version === version.version);
      const count = live.get(version.version) ?? 0;
      const isSame =
        !is || (equal(is.schema, version.schema) && equal(is.settings, version.settings));
      if (!isSame && count > 0) {
        return {
          pointer: `/versions/${index}`,
          message: versionInUse(name, version.version, count),
        };
      }
    }
    return undefined;
  }

  /** Stores what a document has. Answers whether that changed anything. */
  async #write(
    trx: Knex.Transaction,
    { definition: { name, versions, ...head }, location, file }: Candidate,
    before: StoredType | undefined,
  ): Promise<boolean> {
    const { store } = this.parts;
    const after: StoredType = plain({
      ...{ name, origin: 'file' as const, definition: head, source: { location, file } },
      ...{ overrides: before?.overrides ?? {}, vanished: false, problems: [] as string[] },
      ...{ revision: before?.revision ?? 0, updatedAt: before?.updatedAt ?? new Date(0), versions },
    });
    const live = before ? await store.liveResources(name, trx) : new Map<string, number>();
    const kept = (before?.versions ?? []).filter(
      old => !versions.some(({ version }) => version === old.version),
    );
    const archived = kept
      .filter(({ version }) => live.has(version))
      .map(old => ({ ...old, lifecycle: 'archived' as const }));
    const isSame =
      before &&
      equal(plain({ ...before, updatedAt: undefined, versions: byName(before.versions) }), {
        ...plain({ ...after, updatedAt: undefined }),
        versions: byName([...after.versions, ...archived]),
      });
    if (isSame) return false;
    if (before) await store.update(trx, after);
    else await store.insert(trx, after);
    for (const { version } of kept) {
      if (!live.has(version)) await store.removeVersion(trx, name, version);
    }
    for (const version of [...after.versions, ...archived]) {
      await store.putVersion(trx, name, version);
    }
    if (before) await store.touch(trx, name);
    await this.#record(trx, before ? 'resource-type-changed' : 'resource-type-created', name, {
      before: before && { ...before.definition, versions: before.versions },
      after: { ...head, versions, file },
    });
    return true;
  }

  /** A type that no document brought: its file is broken, or it is gone from it. Answers whether anything changed. */
  async #settle(
    trx: Knex.Transaction,
    type: StoredType,
    { unread }: Reading,
    accepted: readonly Candidate[],
    refused: readonly FoundDocument[],
  ): Promise<boolean> {
    const { store } = this.parts;
    const { name, origin, source } = type;
    if (origin !== 'file' || !source) return false;
    if (accepted.some(({ definition }) => definition.name === name)) return false;
    if (unread.includes(source.location)) return false;
    const inTheWay = refused.filter(
      document => document.name === name || (!document.name && document.file === source.file),
    );
    if (inTheWay.length > 0) {
      const problems = inTheWay.flatMap(({ file, problems: lines }) =>
        lines.map(line => `Its file has a newer text that is not in force: ${file}:${line}`),
      );
      return this.#update(trx, type, { ...type, problems });
    }
    await store.lockType(trx, name);
    const [resource] = await store.someResources(trx, name);
    const isParent = [...(await this.parts.types.nodes(trx)).values()].some(({ parents }) =>
      parents.includes(name),
    );
    if (resource || isParent) {
      return this.#update(trx, type, { ...type, vanished: true, problems: [] });
    }
    await store.remove(trx, name);
    await this.#record(trx, 'resource-type-deleted', name, { before: type.definition });
    return true;
  }

  async #update(trx: Knex.Transaction, before: StoredType, after: StoredType): Promise<boolean> {
    if (equal(before, after)) return false;
    const { store } = this.parts;
    await store.update(trx, after);
    await store.touch(trx, after.name);
    if (before.vanished !== after.vanished) {
      await this.#record(trx, 'resource-type-changed', after.name, {
        before: { vanished: before.vanished },
        after: { vanished: after.vanished },
      });
    }
    return true;
  }

  async #record(
    trx: Knex.Transaction,
    event: TrailEvent,
    name: string,
    { before, after }: { before?: object; after?: object },
  ): Promise<void> {
    await this.parts.audit.record(trx, {
      event,
      actor: { ref: 'plugin:infra' },
      subject: { kind: 'resourceType', id: name },
      before: before as JsonObject | undefined,
      after: after as JsonObject | undefined,
    });
  }
}
