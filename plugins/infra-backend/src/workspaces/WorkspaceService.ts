import type {
  CreateWorkspace,
  Page,
  PatchWorkspace,
  ValidationResult,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  conflict,
  InfraError,
  notFound,
  validationError,
} from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { z } from 'zod';
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
import type { Author } from '../organisation';
import { MirrorFailure } from './MirrorFailure';
import type { MirrorStore } from './MirrorStore';
import { apiUrlOf } from './place';
import { requireQuiet } from './repositoryLock';
import type { WorkspaceRecord, WorkspaceSettings } from './types';
import { toAudit, toWorkspace } from './view';
import type { WorkspaceHosts } from './WorkspaceHosts';
import type { WorkspaceListing, WorkspaceStore } from './WorkspaceStore';

const cursor = cursorCodec('workspaces by name', z.tuple([z.string(), z.uuid()]));

export interface WorkspaceParts {
  knex: Knex;
  store: WorkspaceStore;
  mirrors: MirrorStore;
  hosts: WorkspaceHosts;
  audit: AuditTrail;
  changes: ChangeNotifier;
}

/** A workspace as somebody wants to make it. */
export const settingsOf = ({ apiUrl, ...wish }: CreateWorkspace): WorkspaceSettings => ({
  ...wish,
  apiUrl: apiUrl ?? apiUrlOf(wish.url),
});

/** A workspace after a change. Without an address of its own the API follows the repository. */
export function merged(before: WorkspaceRecord, patch: PatchWorkspace): WorkspaceSettings {
  const { apiUrl, description, ...rest } = patch;
  const url = patch.url ?? before.url;
  const follows =
    apiUrl === null || (apiUrl === undefined && before.apiUrl === apiUrlOf(before.url));
  const { name, integrationId, branch, path, resourceTypes, units } = { ...before, ...rest };
  return {
    ...{ name, integrationId, branch, path, resourceTypes, units, url },
    description: description === undefined ? before.description : (description ?? undefined),
    apiUrl: follows ? apiUrlOf(url) : (apiUrl ?? before.apiUrl),
  };
}

/** Workspaces and their rules. Who may is for the caller to check. */
export class WorkspaceService {
  constructor(private readonly parts: WorkspaceParts) {}

  async list(
    listing: Omit<WorkspaceListing, 'after'> & { cursor?: string },
  ): Promise<Page<WorkspaceRecord>> {
    const { cursor: given, limit, ...rest } = listing;
    const after = cursor.decode(given);
    const rows = await this.parts.store.list({ ...rest, limit: limit + 1, after });
    const positionOf = ({ name, id }: WorkspaceRecord): [string, string] => [name, id];
    return pageOf(rows, limit, cursor, positionOf, record => record);
  }

  async find(id: string): Promise<WorkspaceRecord | undefined> {
    return this.parts.store.find(id);
  }

  /** @throws InfraError CONFLICT for a name that is taken, VALIDATION_ERROR for what is gone meanwhile */
  async create(
    author: Author,
    settings: WorkspaceSettings & { unitId: string },
  ): Promise<WorkspaceRecord> {
    const { knex, store, audit } = this.parts;
    const made = await this.#translate(settings.name, () =>
      inTransaction(knex, async trx => {
        const record = await store.insert(trx, { ...settings, createdBy: author.ref });
        await audit.record(trx, {
          event: 'workspace-created',
          actor: author,
          subject: { kind: 'workspace', id: record.id },
          after: toAudit(record),
        });
        const body = toWorkspace(record, true);
        await keepAnswer(trx, { status: 201, body, etag: etagOf(record.revision) });
        return record;
      }),
    );
    this.#announce(made.id);
    return made;
  }

  /**
   * Changes it; what failed is tried again at once. What has been mirrored stays in its folder. Another repository or branch begins
   * anew with everything.
   *
   * @throws InfraError NOT_FOUND, STALE_REVISION, CONFLICT for a name that is taken or while pull requests of the old repository are open
   */
  async update(
    author: Author,
    id: string,
    change: (before: WorkspaceRecord) => WorkspaceSettings,
    ifMatch?: string,
  ): Promise<WorkspaceRecord> {
    const { knex, store, mirrors, audit } = this.parts;
    let name: string | undefined;
    const after = await this.#translate(
      () => name,
      () =>
        inTransaction(knex, async trx => {
          const before = await store.lock(trx, id);
          if (!before) throw notFound('workspace', id);
          requireMatch(ifMatch, before.revision, before.name);
          const settings = change(before);
          ({ name } = settings);
          const moves = settings.url !== before.url || settings.branch !== before.branch;
          if (moves) {
            await requireQuiet(trx, before);
            await mirrors.moveAll(trx, id);
          } else await mirrors.wakeFailed(trx, id);
          const updated = await store.update(trx, id, settings);
          await audit.record(trx, {
            event: 'workspace-changed',
            actor: author,
            subject: { kind: 'workspace', id },
            before: toAudit(before),
            after: toAudit(updated),
          });
          return updated;
        }),
    );
    this.#announce(id);
    return after;
  }

  /** @throws InfraError NOT_FOUND, DEPENDENCY_EXISTS naming the live resources that it mirrors */
  async delete(author: Author, id: string, ifMatch?: string): Promise<void> {
    const { knex, store, mirrors, hosts, audit } = this.parts;
    await inTransaction(knex, async trx => {
      const before = await store.lock(trx, id);
      if (!before) throw notFound('workspace', id);
      requireMatch(ifMatch, before.revision, before.name);
      const blockedBy = await mirrors.users(trx, id);
      if (blockedBy.length > 0) {
        const names = blockedBy.map(({ name }) => name).join(', ');
        const message = `${before.name} mirrors ${names}: take them out of it or destroy them first`;
        throw new InfraError('DEPENDENCY_EXISTS', message, { blockedBy });
      }
      await store.delete(trx, id);
      await audit.record(trx, {
        event: 'workspace-deleted',
        actor: author,
        subject: { kind: 'workspace', id },
        before: toAudit(before),
      });
    });
    await hosts.forget(id);
    this.#announce(id);
  }

  /**
   * Reads the repository and asks the API of its host, and writes down what they said.
   *
   * @throws InfraError NOT_FOUND
   */
  async validate(author: Author, id: string): Promise<ValidationResult> {
    const { knex, store, audit } = this.parts;
    const record = await store.find(id);
    if (!record) throw notFound('workspace', id);
    const error = await this.#ask(record);
    await inTransaction(knex, async trx => {
      if (!(await store.noteValidation(trx, record, error))) return;
      await audit.record(trx, {
        event: 'workspace-validated',
        actor: author,
        subject: { kind: 'workspace', id },
        after: { valid: error === undefined, ...(error === undefined ? {} : { message: error }) },
      });
    });
    this.#announce(id);
    return error === undefined ? { valid: true } : { valid: false, message: error };
  }

  /** What speaks against it; undefined where nothing does. */
  async #ask(workspace: WorkspaceRecord): Promise<string | undefined> {
    try {
      const { clone, github } = await this.parts.hosts.open(workspace);
      await clone.fetch();
      const { mayPush } = await github.describe();
      return mayPush ? undefined : 'The account may read the repository, but not push to it';
    } catch (error) {
      return MirrorFailure.of(error).message;
    }
  }

  async #translate<T>(
    name: string | (() => string | undefined),
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isUniqueViolation(error, 'workspaces_name')) {
        const taken = typeof name === 'string' ? name : name();
        throw conflict(`There is a workspace named ${taken} already: choose another name`);
      }
      if (isForeignKeyViolation(error)) {
        const message = 'must be the id of an integration that exists';
        throw validationError([{ pointer: '/integrationId', message }]);
      }
      throw error;
    }
  }

  #announce(id: string): void {
    this.parts.changes.signal({ subject: 'workspace', id });
  }
}
