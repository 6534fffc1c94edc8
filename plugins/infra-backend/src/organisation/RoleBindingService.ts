import type {
  CreateRoleBinding,
  Page,
  Role,
  RoleBinding,
} from '@bailiwick/backstage-plugin-infra-common';
import { conflict, notFound, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { z } from 'zod';
import {
  ADMINISTRATORS,
  type BindingSource,
  type CurrentBindings,
  foldUserRef,
  type PlacedBinding,
} from '../access';
import type { AuditTrail } from '../audit';
import type { ChangeNotifier } from '../lib/changes';
import { inTransaction, isForeignKeyViolation, keepAnswer } from '../lib/database';
import { cursorCodec, pageOf } from '../lib/paging';
import type { BindingListing, RoleBindingStore } from './RoleBindingStore';
import type { Author, UnitService } from './UnitService';

const cursor = cursorCodec('role bindings by user', z.tuple([z.string(), z.uuid()]));

const isAdministrators = (role: Role) => ADMINISTRATORS.includes(role);

/** Checks what would remain of somebody's own bindings. */
function requireAdministrator(remaining: readonly PlacedBinding[]): void {
  if (!remaining.some(({ role }) => isAdministrators(role))) {
    throw conflict(
      'This is your own last binding as an administrator: another administrator has to take it away',
    );
  }
}

/** Roles given by hand, besides those that follow from the directory. */
export class RoleBindingService implements BindingSource {
  constructor(
    private readonly parts: {
      knex: Knex;
      store: RoleBindingStore;
      units: UnitService;
      audit: AuditTrail;
      changes: ChangeNotifier;
      bindings: CurrentBindings;
    },
  ) {}

  async bindingsOf(userRef: string): Promise<PlacedBinding[]> {
    return this.parts.store.activeOf(userRef);
  }

  /** The bindings of everybody that count now, by user. */
  async allActive(): Promise<ReadonlyMap<string, PlacedBinding[]>> {
    return this.parts.store.allActive();
  }

  async list(
    listing: Omit<BindingListing, 'after'> & { cursor?: string },
  ): Promise<Page<RoleBinding>> {
    const { cursor: given, limit, userRef, ...rest } = listing;
    const rows = await this.parts.store.list({
      ...rest,
      userRef: userRef && foldUserRef(userRef),
      limit: limit + 1,
      after: cursor.decode(given),
    });
    const positionOf = ({ userRef: ref, id }: RoleBinding): [string, string] => [ref, id];
    return pageOf(rows, limit, cursor, positionOf, binding => binding);
  }

  /** @throws InfraError VALIDATION_ERROR where role and unit do not fit, CONFLICT where the user has the role already */
  async create(author: Author, wish: CreateRoleBinding): Promise<RoleBinding> {
    const { knex, store, audit } = this.parts;
    const userRef = foldUserRef(wish.userRef);
    await this.#check({ ...wish, userRef });
    const binding = await inTransaction(knex, async trx => {
      const made = await store
        .insert(trx, { ...wish, userRef, createdBy: author.ref })
        .catch((error: unknown) => {
          throw isForeignKeyViolation(error) ? notFound('unit', `${wish.unitId}`) : error;
        });
      if (!made) throw conflict(`${userRef} has this role already`);
      await audit.record(trx, {
        event: 'role-binding-created',
        actor: author,
        subject: { kind: 'roleBinding', id: made.id },
        after: { ...made },
      });
      await keepAnswer(trx, { status: 201, body: made });
      return made;
    });
    this.#announce(binding);
    return binding;
  }

  /** @throws InfraError NOT_FOUND; CONFLICT where an administrator would take their own last administrator's role away */
  async delete(author: Author, id: string): Promise<void> {
    const { knex, store, audit, bindings } = this.parts;
    const held = await bindings.of(author.ref);
    const binding = await inTransaction(knex, async trx => {
      await store.lockUser(trx, author.ref);
      const removed = await store.delete(trx, id);
      if (!removed) throw notFound('role binding', id);
      if (removed.userRef === author.ref && isAdministrators(removed.role)) {
        const manual = await store.activeOf(author.ref, trx);
        requireAdministrator([...manual, ...held.filter(({ source }) => source === 'ldap')]);
      }
      await audit.record(trx, {
        event: 'role-binding-deleted',
        actor: author,
        subject: { kind: 'roleBinding', id },
        before: { ...removed },
      });
      return removed;
    });
    this.#announce(binding);
  }

  /** @throws InfraError NOT_FOUND */
  async get(id: string): Promise<RoleBinding> {
    const binding = await this.parts.store.find(id);
    if (!binding) throw notFound('role binding', id);
    return binding;
  }

  async #check({ userRef, role, unitId, expiresAt }: CreateRoleBinding): Promise<void> {
    const refuse = (field: string, message: string) =>
      validationError([{ pointer: `/${field}`, message }]);
    const isScript = userRef.startsWith('external:');
    if (!isScript && !userRef.startsWith('user:')) {
      throw refuse(
        'userRef',
        'must be a user, such as user:default/tess, or a script, such as external:default/nightly',
      );
    }
    if (isScript && expiresAt === undefined) {
      throw refuse('expiresAt', 'is required for a script');
    }
    if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now()) {
      throw refuse('expiresAt', 'must lie in the future');
    }
    const { levels } = this.parts.units;
    const level = levels.levelFor(role);
    if (level === undefined) {
      throw refuse('role', `has no place among the levels ${levels.names.join(', ')}`);
    }
    if (level === 'everywhere') {
      if (unitId !== undefined)
        throw refuse('unitId', `must be left out: ${role} is over everything`);
      return;
    }
    const kind = levels.names[level];
    if (unitId === undefined) throw refuse('unitId', `is required: ${role} is over a ${kind}`);
    const unit = await this.parts.units.find(unitId);
    if (!unit) throw refuse('unitId', 'must be the id of a unit that exists');
    if (unit.level !== level) {
      throw refuse(
        'unitId',
        `must be a ${kind}: ${role} is over a ${kind}, and ${unit.name} is a ${unit.kind}`,
      );
    }
  }

  #announce({ id, userRef }: RoleBinding): void {
    this.parts.bindings.forget(userRef);
    this.parts.changes.signal({ subject: 'roleBinding', id });
  }
}
