import {
  type CreateIntegration,
  type Page,
  type PatchIntegration,
  type ValidationResult,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  conflict,
  InfraError,
  type IntegrationTypeDefinition,
  type IntegrationValues,
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
import { type AllowedHosts, HOST_REFUSED } from './AllowedHosts';
import {
  type IntegrationListing,
  type IntegrationRecord,
  type IntegrationStore,
  type SealedIntegration,
  type StoredValues,
  toIntegration,
} from './IntegrationStore';
import { requireKey } from './sealing';
import type { IntegrationTypes } from './types';
import { askOutside } from './validation';
import { checkValues, type SplitValues } from './values';

const cursor = cursorCodec('integrations by name', z.tuple([z.string(), z.uuid()]));

/** Name under which the secrets of an integration are sealed. */
export const integrationContext = (id: string) => `integration/${id}`;

export interface IntegrationParts {
  knex: Knex;
  store: IntegrationStore;
  types: IntegrationTypes;
  hosts: AllowedHosts;
  encryptor: Encryptor;
  audit: AuditTrail;
  changes: ChangeNotifier;
}

/** Stored credentials and their rules. Who may do what is decided by {@link AuthorizedIntegrationService}. */
export class IntegrationService {
  constructor(private readonly parts: IntegrationParts) {}

  get types(): IntegrationTypes {
    return this.parts.types;
  }

  async list(
    listing: Omit<IntegrationListing, 'after'> & { cursor?: string },
  ): Promise<Page<IntegrationRecord>> {
    const { cursor: given, limit, ...rest } = listing;
    const after = cursor.decode(given);
    const rows = await this.parts.store.list({ ...rest, limit: limit + 1, after });
    const positionOf = ({ name, id }: IntegrationRecord): [string, string] => [name, id];
    return pageOf(rows, limit, cursor, positionOf, record => record);
  }

  async find(id: string): Promise<IntegrationRecord | undefined> {
    return this.parts.store.find(id);
  }

  /** @throws InfraError VALIDATION_ERROR, CONFLICT for a name that is taken */
  async create(author: Author, wish: CreateIntegration): Promise<IntegrationRecord> {
    const { knex, store, audit } = this.parts;
    const values = this.#check(this.#typeOf(wish), wish.values);
    const id = store.newId();
    const made = await this.#translate(wish.name, () =>
      inTransaction(knex, async trx => {
        const record = await store.insert(trx, {
          ...{ id, name: wish.name, type: wish.type, unitId: wish.unitId, createdBy: author.ref },
          ...this.#seal(id, values),
        });
        const body = toIntegration(record);
        await audit.record(trx, {
          event: 'integration-created',
          actor: author,
          subject: { kind: 'integration', id },
          after: { ...body },
        });
        await keepAnswer(trx, { status: 201, body, etag: etagOf(record.revision) });
        return record;
      }),
    );
    this.#announce(id);
    return made;
  }

  /** @throws InfraError NOT_FOUND, VALIDATION_ERROR, STALE_REVISION, CONFLICT for a name that is taken */
  async update(
    author: Author,
    id: string,
    patch: PatchIntegration,
    ifMatch?: string,
  ): Promise<IntegrationRecord> {
    const { knex, store, audit, types } = this.parts;
    const updated = await this.#translate(patch.name, () =>
      inTransaction(knex, async trx => {
        const before = await store.lock(trx, id);
        if (!before) throw notFound('integration', id);
        requireMatch(ifMatch, before.revision, before.name);
        const values =
          patch.values &&
          this.#check(types.get(before.type), patch.values, {
            plain: before.plain,
            secret: this.#open(before),
          });
        const after = await store.update(trx, id, {
          name: patch.name ?? before.name,
          ...(values ? { values: this.#seal(id, values) } : {}),
        });
        await audit.record(trx, {
          event: 'integration-changed',
          actor: author,
          subject: { kind: 'integration', id },
          before: { ...toIntegration(before) },
          after: { ...toIntegration(after) },
        });
        return after;
      }),
    );
    this.#announce(id);
    return updated;
  }

  /** @throws InfraError NOT_FOUND, DEPENDENCY_EXISTS naming the live resources that use it */
  async delete(author: Author, id: string, ifMatch?: string): Promise<void> {
    const { knex, store, audit } = this.parts;
    await inTransaction(knex, async trx => {
      const before = await store.lock(trx, id);
      if (!before) throw notFound('integration', id);
      requireMatch(ifMatch, before.revision, before.name);
      const blockedBy = await store.users(trx, id);
      if (blockedBy.length > 0) {
        const names = blockedBy.map(({ name }) => name).join(', ');
        const message = `${before.name} is used by ${names}: destroy them or take it from them first`;
        throw new InfraError('DEPENDENCY_EXISTS', message, { blockedBy });
      }
      await store.delete(trx, id);
      await audit.record(trx, {
        event: 'integration-deleted',
        actor: author,
        subject: { kind: 'integration', id },
        before: { ...toIntegration(before) },
      });
    });
    this.#announce(id);
  }

  /**
   * Asks the outside system whether it takes the credentials, and writes down what it said.
   *
   * @throws InfraError NOT_FOUND, VALIDATION_ERROR where nobody can be asked about this type
   */
  async validate(author: Author, id: string): Promise<ValidationResult> {
    const { knex, store, audit, types, hosts } = this.parts;
    const record = await store.find(id);
    if (!record) throw notFound('integration', id);
    const definition = types.get(record.type);
    if (!definition.validate) {
      const message = `There is nobody to ask whether ${definition.title} are right`;
      throw validationError([{ pointer: '', message }]);
    }
    const values = { plain: record.plain, secret: this.#open(record) };
    const field = hosts.refusedField(definition, { ...values.plain, ...values.secret });
    const error = field ? `${field} ${HOST_REFUSED}` : await askOutside(definition, values);
    await inTransaction(knex, async trx => {
      if (!(await store.noteValidation(trx, record, error))) return;
      await audit.record(trx, {
        event: 'integration-validated',
        actor: author,
        subject: { kind: 'integration', id },
        after: { valid: error === undefined, ...(error === undefined ? {} : { message: error }) },
      });
    });
    this.#announce(id);
    return error === undefined ? { valid: true } : { valid: false, message: error };
  }

  #check(
    definition: IntegrationTypeDefinition,
    given: IntegrationValues,
    stored?: SplitValues,
  ): SplitValues {
    const values = checkValues(definition, given, stored);
    const field = this.parts.hosts.refusedField(definition, { ...values.plain, ...values.secret });
    if (field) throw validationError([{ pointer: `/values/${field}`, message: HOST_REFUSED }]);
    return values;
  }

  #typeOf({ type }: CreateIntegration): IntegrationTypeDefinition {
    const definition = this.parts.types.find(type);
    if (definition) return definition;
    const message = `must be one of ${this.parts.types.names.join(', ')}`;
    throw validationError([{ pointer: '/type', message }]);
  }

  #seal(id: string, { plain, secret }: SplitValues): StoredValues {
    const secretFields = Object.keys(secret).sort();
    if (secretFields.length === 0) return { plain, secretFields, sealed: undefined };
    requireKey(this.parts.encryptor);
    const sealed = this.parts.encryptor.seal(JSON.stringify(secret), integrationContext(id));
    return { plain, secretFields, sealed };
  }

  #open({ id, sealed }: SealedIntegration): IntegrationValues {
    return openSecrets(this.parts.encryptor, id, sealed);
  }

  async #translate<T>(name: string | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isUniqueViolation(error, 'integrations_name')) {
        throw conflict(`There is an integration named ${name} already: choose another name`);
      }
      if (isForeignKeyViolation(error)) {
        throw validationError([
          { pointer: '/unitId', message: 'must be the id of a unit that exists' },
        ]);
      }
      throw error;
    }
  }

  #announce(id: string): void {
    this.parts.changes.signal({ subject: 'integration', id });
  }
}

/** @throws Error where the record does not open; it names the key */
export function openSecrets(
  encryptor: Encryptor,
  id: string,
  sealed: Buffer | undefined,
): IntegrationValues {
  if (!sealed) return {};
  return JSON.parse(encryptor.open(sealed, integrationContext(id)).toString()) as IntegrationValues;
}
