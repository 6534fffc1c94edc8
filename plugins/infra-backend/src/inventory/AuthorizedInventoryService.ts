import {
  inventoryManagePermission,
  inventoryReadPermission,
  type Page,
  type Server,
  type ServerQuery,
  type SyncResult,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden, notFound } from '@bailiwick/backstage-plugin-infra-node';
import { type Actor, Authority, type PermissionGate } from '../access';
import type { UnitService } from '../organisation';
import type { ServerService } from './ServerService';
import type { SyncService } from './sync/SyncService';

/**
 * The inventory for an actor. Administrators see all of it and change it. Others see the servers of fields that they may read, which
 * are those of a field's own administrators: departments and teams have quota, not servers.
 */
export class AuthorizedInventoryService {
  constructor(
    private readonly parts: {
      servers: ServerService;
      syncs: SyncService;
      units: UnitService;
      gate: PermissionGate;
    },
  ) {}

  async list(actor: Actor, query: ServerQuery): Promise<Page<Server>> {
    await this.parts.gate.require(actor, inventoryReadPermission);
    return this.parts.servers.list({ ...query, scope: new Authority(actor).readableRoots });
  }

  /** @throws InfraError NOT_FOUND, also for a server that the actor may not read */
  async get(actor: Actor, id: string): Promise<Server> {
    const server = await this.parts.servers.find(id);
    if (!server || !(await this.#mayRead(actor, server))) throw notFound('server', id);
    await this.parts.gate.require(actor, inventoryReadPermission);
    return server;
  }

  async assign(actor: Actor, serverId: string, fieldId: string): Promise<Server> {
    await this.#requireManager(actor, 'assign servers');
    return this.parts.servers.assign(actor, serverId, fieldId);
  }

  async unassign(actor: Actor, serverId: string): Promise<void> {
    await this.#requireManager(actor, 'take servers away');
    await this.parts.servers.unassign(actor, serverId);
  }

  async swap(
    actor: Actor,
    swap: { serverId: string; fromFieldId: string; toFieldId: string },
  ): Promise<Server> {
    await this.#requireManager(actor, 'move servers');
    return this.parts.servers.swap(actor, swap);
  }

  async sync(actor: Actor, confirmLoss: boolean | undefined): Promise<SyncResult> {
    await this.#requireManager(actor, 'sync the inventory');
    return this.parts.syncs.sync({ requestedBy: actor, confirmLoss });
  }

  async listSyncs(
    actor: Actor,
    page: { limit: number; cursor?: string },
  ): Promise<Page<SyncResult>> {
    if (!new Authority(actor).readsEverything) {
      throw forbidden('Only platform and centre administrators read what syncs found');
    }
    await this.parts.gate.require(actor, inventoryReadPermission);
    return this.parts.syncs.list(page.limit, page.cursor);
  }

  /** Names of sites are no secret: whoever requests something has to choose one. */
  async sites(): Promise<string[]> {
    return this.parts.servers.names();
  }

  async #mayRead(actor: Actor, { fieldId }: Server): Promise<boolean> {
    const authority = new Authority(actor);
    if (authority.readsEverything) return true;
    const field = fieldId === undefined ? undefined : await this.parts.units.find(fieldId);
    return field !== undefined && authority.mayRead(field);
  }

  async #requireManager(actor: Actor, what: string): Promise<void> {
    if (!new Authority(actor).isAdministrator) {
      throw forbidden(`Only platform and centre administrators ${what}`);
    }
    await this.parts.gate.require(actor, inventoryManagePermission);
  }
}
