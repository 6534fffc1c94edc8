import type {
  CreateSecret,
  Page,
  PatchSecret,
  Secret,
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
import type { Encryptor } from '../lib/encryption';
import { etagOf, requireMatch } from '../lib/http';
import { cursorCodec, pageOf } from '../lib/paging';
import type { Author } from '../organisation';
import { secretContext } from './providers';
import { requireKey } from './sealing';
import type { SecretListing, SecretStore } from './SecretStore';

const cursor = cursorCodec('secrets by name', z.tuple([z.string(), z.uuid()]));

/** Secrets that are stored here, and their rules. Who may do what is decided by {@link AuthorizedSecretService}. */
export class SecretService {
  constructor(
    private readonly parts: {
      knex: Knex;
      store: SecretStore;
      encryptor: Encryptor;
      audit: AuditTrail;
      changes: ChangeNotifier;
    },
  ) {}

  async list(listing: Omit<SecretListing, 'after'> & { cursor?: string }): Promise<Page<Secret>> {
    const { cursor: given, limit, ...rest } = listing;
    const after = cursor.decode(given);
    const rows = await this.parts.store.list({ ...rest, limit: limit + 1, after });
    const positionOf = ({ name, id }: Secret): [string, string] => [name, id];
    return pageOf(rows, limit, cursor, positionOf, secret => secret);
  }

  async find(id: string): Promise<Secret | undefined> {
    return this.parts.store.find(id);
  }

  /** @throws InfraError CONFLICT for a name that is taken, VALIDATION_ERROR where the unit is gone */
  async create(author: Author, { value, ...wish }: CreateSecret): Promise<Secret> {
    const { knex, store, audit } = this.parts;
    const id = store.newId();
    const sealed = this.#seal(id, value);
    try {
      const made = await inTransaction(knex, async trx => {
        const secret = await store.insert(trx, { ...wish, id, sealed, createdBy: author.ref });
        await audit.record(trx, {
          event: 'secret-created',
          actor: author,
          subject: { kind: 'secret', id },
          after: { ...secret },
        });
        await keepAnswer(trx, { status: 201, body: secret, etag: etagOf(secret.revision) });
        return secret;
      });
      this.#announce(id);
      return made;
    } catch (error) {
      if (isUniqueViolation(error, 'secrets_name')) {
        throw conflict(`The unit has a secret named ${wish.name} already: give that a new value`);
      }
      if (isForeignKeyViolation(error)) {
        throw validationError([
          { pointer: '/unitId', message: 'must be the id of a unit that exists' },
        ]);
      }
      throw error;
    }
  }

  /** @throws InfraError NOT_FOUND, STALE_REVISION */
  async update(author: Author, id: string, patch: PatchSecret, ifMatch?: string): Promise<Secret> {
    const { knex, store, audit } = this.parts;
    const { description, value } = patch;
    const sealed = value === undefined ? undefined : this.#seal(id, value);
    const updated = await inTransaction(knex, async trx => {
      const before = await store.lock(trx, id);
      if (!before) throw notFound('secret', id);
      requireMatch(ifMatch, before.revision, before.name);
      const after = await store.update(trx, id, { description, sealed });
      await audit.record(trx, {
        event: 'secret-changed',
        actor: author,
        subject: { kind: 'secret', id },
        before: { ...before },
        after: { ...after },
      });
      return after;
    });
    this.#announce(id);
    return updated;
  }

  /** @throws InfraError NOT_FOUND, STALE_REVISION, DEPENDENCY_EXISTS naming the live resources whose variables name it */
  async delete(author: Author, id: string, ifMatch?: string): Promise<void> {
    const { knex, store, audit } = this.parts;
    await inTransaction(knex, async trx => {
      const before = await store.lock(trx, id);
      if (!before) throw notFound('secret', id);
      requireMatch(ifMatch, before.revision, before.name);
      const blockedBy = await store.users(trx, before);
      if (blockedBy.length > 0) {
        const names = blockedBy.map(({ name }) => name).join(', ');
        const message = `${before.name} is used by ${names}: change or destroy them first`;
        throw new InfraError('DEPENDENCY_EXISTS', message, { blockedBy });
      }
      await store.delete(trx, id);
      await audit.record(trx, {
        event: 'secret-deleted',
        actor: author,
        subject: { kind: 'secret', id },
        before: { ...before },
      });
    });
    this.#announce(id);
  }

  #seal(id: string, value: string): Buffer {
    requireKey(this.parts.encryptor);
    return this.parts.encryptor.seal(value, secretContext(id));
  }

  #announce(id: string): void {
    this.parts.changes.signal({ subject: 'secret', id });
  }
}
