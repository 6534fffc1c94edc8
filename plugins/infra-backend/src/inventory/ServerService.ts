import {
  type Amounts,
  NOTHING,
  type Page,
  type Server,
  type ServerQuery,
} from '@bailiwick/backstage-plugin-infra-common';
import { conflict, notFound, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { AuditTrail, TrailEvent } from '../audit';
import type { ChangeNotifier } from '../lib/changes';
import { inTransaction, keepAnswer } from '../lib/database';
import { cursorCodec, pageOf } from '../lib/paging';
import type { UnitService } from '../organisation';
import { type Author, CAPACITY_LEVEL, type CapacityService } from '../quota';
import type { ServerScope, ServerStore } from './ServerStore';

const cursor = cursorCodec('servers by name', z.tuple([z.string(), z.uuid()]));

const amountsOf = ({ status, cpu, ramGb }: Server): Amounts =>
  status === 'active' ? { cpu, ramGb } : NOTHING;

/** Servers, and which field each is assigned to. */
export class ServerService {
  constructor(
    private readonly parts: {
      knex: Knex;
      store: ServerStore;
      units: UnitService;
      capacity: CapacityService;
      audit: AuditTrail;
      changes: ChangeNotifier;
    },
  ) {}

  async find(id: string): Promise<Server | undefined> {
    return this.parts.store.find(id);
  }

  async list({
    cursor: given,
    limit,
    ...rest
  }: ServerQuery & { scope: ServerScope }): Promise<Page<Server>> {
    const rows = await this.parts.store.list({
      ...rest,
      limit: limit + 1,
      after: cursor.decode(given),
    });
    const positionOf = ({ name, id }: Server): [string, string] => [name, id];
    return pageOf(rows, limit, cursor, positionOf, server => server);
  }

  /** Names of all sites that the inventory ever had. */
  async names(): Promise<string[]> {
    return this.parts.store.sites();
  }

  /** Whether a field has servers of the tier at the site that are online. */
  async hasTier(fieldId: string, site: string, tier: string): Promise<boolean> {
    return this.parts.store.hasTier(fieldId, site, tier);
  }

  /**
   * Assigns a server that no other field has.
   *
   * @throws InfraError NOT_FOUND, VALIDATION_ERROR where the unit is no field, CONFLICT where another field has the server
   */
  async assign(author: Author, serverId: string, fieldId: string): Promise<Server> {
    await this.#requireField(fieldId, '/fieldId');
    const server = await inTransaction(this.parts.knex, async trx => {
      const before = await this.#lock(trx, serverId);
      if (before.fieldId !== undefined && before.fieldId !== fieldId) {
        throw await this.#elsewhere(trx, before);
      }
      const after =
        before.fieldId === fieldId
          ? before
          : await this.#move(trx, author, 'server-assigned', before, fieldId);
      await keepAnswer(trx, { status: 201, body: after });
      return after;
    });
    this.#announce(server, [fieldId]);
    return server;
  }

  /** @throws InfraError NOT_FOUND where no field has the server; QUOTA_EXCEEDED where the field has allotted what it brings */
  async unassign(author: Author, serverId: string): Promise<void> {
    const server = await inTransaction(this.parts.knex, async trx => {
      const before = await this.#lock(trx, serverId);
      if (before.fieldId === undefined) throw notFound('server assignment', serverId);
      await this.#move(trx, author, 'server-unassigned', before, null);
      return before;
    });
    this.#announce(server, [server.fieldId]);
  }

  /**
   * Moves a server from one field to another at once.
   *
   * @throws InfraError as {@link assign} and {@link unassign}; CONFLICT where the first field does not have the server
   */
  async swap(
    author: Author,
    {
      serverId,
      fromFieldId,
      toFieldId,
    }: { serverId: string; fromFieldId: string; toFieldId: string },
  ): Promise<Server> {
    if (fromFieldId === toFieldId) {
      throw validationError([{ pointer: '/toFieldId', message: 'must differ from fromFieldId' }]);
    }
    await this.#requireField(fromFieldId, '/fromFieldId');
    await this.#requireField(toFieldId, '/toFieldId');
    const server = await inTransaction(this.parts.knex, async trx => {
      const before = await this.#lock(trx, serverId);
      if (before.fieldId !== fromFieldId) throw await this.#elsewhere(trx, before);
      const after = await this.#move(trx, author, 'server-swapped', before, toFieldId);
      await keepAnswer(trx, { status: 200, body: after });
      return after;
    });
    this.#announce(server, [fromFieldId, toFieldId]);
    return server;
  }

  /** The caller has locked the server. The fields' limits follow before anybody else sees the change. */
  async #move(
    trx: Knex.Transaction,
    author: Author,
    event: TrailEvent,
    server: Server,
    fieldId: string | null,
  ): Promise<Server> {
    const { store, capacity, audit } = this.parts;
    const { id, name, site } = server;
    if (fieldId !== null && !(await store.pinField(trx, fieldId))) throw notFound('unit', fieldId);
    const fieldIds = [server.fieldId, fieldId].filter(each => typeof each === 'string');
    const places = fieldIds.map(each => ({ fieldId: each, site }));
    await capacity.lock(trx, places);
    if (server.fieldId !== undefined) {
      const away = { name, amounts: amountsOf(server) };
      await capacity.requireSpare(trx, { fieldId: server.fieldId, site }, away);
    }
    await store.setField(trx, id, fieldId);
    await capacity.follow(trx, places);
    await audit.record(trx, {
      event,
      actor: author,
      subject: { kind: 'server', id },
      before: { fieldId: server.fieldId ?? null },
      after: { fieldId },
    });
    const { fieldId: _, ...rest } = server;
    return { ...rest, ...(fieldId === null ? {} : { fieldId }) };
  }

  async #lock(trx: Knex.Transaction, id: string): Promise<Server> {
    const server = await this.parts.store.lock(trx, id);
    if (!server) throw notFound('server', id);
    return server;
  }

  async #elsewhere(trx: Knex.Transaction, { name, fieldId }: Server): Promise<Error> {
    if (fieldId === undefined) return conflict(`Server ${name} is assigned to no field`);
    const field = await this.parts.store.fieldName(trx, fieldId);
    return conflict(`Server ${name} is assigned to ${field}`, { fieldId });
  }

  async #requireField(fieldId: string, pointer: string): Promise<void> {
    const unit = await this.parts.units.find(fieldId);
    if (!unit)
      throw validationError([{ pointer, message: 'must be the id of a unit that exists' }]);
    if (unit.level !== CAPACITY_LEVEL) {
      const kind = this.parts.units.levels.names[CAPACITY_LEVEL];
      const message = `must be a ${kind}: ${unit.name} is a ${unit.kind}`;
      throw validationError([{ pointer, message }]);
    }
  }

  #announce({ id }: Server, fieldIds: readonly (string | undefined)[]): void {
    const { changes } = this.parts;
    changes.signal({ subject: 'inventory', id });
    for (const fieldId of fieldIds) changes.signal({ subject: 'quota', id: fieldId });
  }
}
