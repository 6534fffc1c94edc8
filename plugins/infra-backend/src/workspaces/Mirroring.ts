import {
  type ValidationProblem,
  workspaceReadPermission,
} from '@bailiwick/backstage-plugin-infra-common';
import { conflict, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { Actor, PermissionGate } from '../access';
import type { AuditTrail } from '../audit';
import { isForeignKeyViolation } from '../lib/database';
import type { UnitRecord, UnitService } from '../organisation';
import type { KnownType } from '../resources/types/KnownType';
import type { MirrorStore } from './MirrorStore';
import { pathOf } from './place';
import type { WorkspaceRecord } from './types';
import type { WorkspaceStore } from './WorkspaceStore';

export interface MirroringParts {
  store: MirrorStore;
  workspaces: WorkspaceStore;
  units: UnitService;
  gate: PermissionGate;
  audit: AuditTrail;
}

/** What a request says of the resource that it makes. */
export interface MirrorWish {
  unit: UnitRecord;
  type: KnownType;
  name: string;
  site?: string;
  /** The workspace that the request names; without one it is that of the type. */
  workspaceId?: string;
}

/** Where a resource is to be mirrored. Its path has `{id}` in it, which is known once the resource is there. */
export interface MirrorPlace {
  workspaceId: string;
  workspaceName: string;
  path: string;
}

/** Which workspace is to mirror a resource, if any, and what speaks against it. */
export interface MirrorChoice {
  place?: MirrorPlace;
  problems: ValidationProblem[];
  warnings: string[];
}

/** Which workspace mirrors which resource. */
export class Mirroring {
  constructor(private readonly parts: MirroringParts) {}

  /**
   * A workspace that is named by the request must fit. That of the type need not: it is a wish of who made the type, and keeps nobody
   * from requesting.
   *
   * @throws InfraError FORBIDDEN where the permission policy shows the actor no workspaces
   */
  async choose(actor: Actor, wish: MirrorWish): Promise<MirrorChoice> {
    const { workspaces, gate } = this.parts;
    const none: MirrorChoice = { problems: [], warnings: [] };
    if (wish.workspaceId !== undefined) {
      await gate.require(actor, workspaceReadPermission);
      const found = await this.placeFor(await workspaces.find(wish.workspaceId), wish);
      if ('path' in found) return { ...none, place: found };
      return { ...none, problems: [{ pointer: '/workspaceId', message: found.obstacle }] };
    }
    const name = wish.type.definition.workspace;
    if (name === undefined) return none;
    const found = await this.placeFor(await workspaces.findByName(name), wish);
    if ('path' in found) return { ...none, place: found };
    const warning = `The workspace ${name}, which the type names, will not mirror it: it ${found.obstacle}`;
    return { ...none, warnings: [warning] };
  }

  /** Where in a workspace the resource would be, or why it cannot be there, as the end of a sentence. */
  async placeFor(
    workspace: WorkspaceRecord | undefined,
    { unit, type, name, site }: MirrorWish,
  ): Promise<MirrorPlace | { obstacle: string }> {
    const { ancestorIds } = unit;
    const isServed =
      workspace &&
      ancestorIds.includes(workspace.unitId) &&
      (workspace.units.length === 0 || workspace.units.some(id => ancestorIds.includes(id)));
    if (!isServed) return { obstacle: `must be a workspace that serves ${unit.name}` };
    const { name: typeName } = type.definition;
    const { id: workspaceId, name: workspaceName, resourceTypes } = workspace;
    if (resourceTypes.length > 0 && !resourceTypes.includes(typeName)) {
      return {
        obstacle: `must be a workspace that serves ${typeName}; ${workspaceName} serves ${resourceTypes.join(', ')}`,
      };
    }
    if (!type.provisioner.render) {
      const { id } = type.provisioner;
      return { obstacle: `must be left out: what ${id} brings about cannot be rendered` };
    }
    const chain = await this.parts.units.chain(unit.id);
    try {
      const path = pathOf(workspace.path, { id: '{id}', name, type: typeName, site }, chain);
      return { workspaceId, workspaceName, path };
    } catch (error) {
      return { obstacle: `must be a workspace with a place for it: ${(error as Error).message}` };
    }
  }

  /**
   * Begins to mirror, in the transaction that makes the resource or lets it be mirrored.
   *
   * @throws InfraError CONFLICT where a workspace mirrors it already, VALIDATION_ERROR where the workspace is gone
   */
  async begin(
    trx: Knex.Transaction,
    by: { ref: string; requestId?: string },
    { workspaceId, workspaceName, path: template }: MirrorPlace,
    { id, name, type, unit }: { id: string; name: string; type: string; unit: { id: string } },
  ): Promise<void> {
    const { store, audit } = this.parts;
    const path = template.replaceAll('{id}', id);
    const resource = { id, name, type, unitId: unit.id };
    try {
      const isNew = await store.insert(trx, { workspaceId, path, resource });
      if (!isNew) throw conflict(`${name} is mirrored already`);
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      throw validationError([
        { pointer: '/workspaceId', message: 'names a workspace that is gone' },
      ]);
    }
    await audit.record(trx, {
      event: 'mirror-bound',
      actor: by,
      subject: { kind: 'resource', id },
      after: { workspace: workspaceName, workspaceId, path },
    });
  }
}
