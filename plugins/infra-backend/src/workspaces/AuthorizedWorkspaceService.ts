import {
  type CreateWorkspace,
  type Page,
  type PatchWorkspace,
  resourceReadPermission,
  type ValidationProblem,
  type ValidationResult,
  workspaceManagePermission,
  type WorkspaceQuery,
  workspaceReadPermission,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden, notFound, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { MirrorQuery } from '@bailiwick/backstage-plugin-infra-common';
import { z } from 'zod';
import { type Actor, Authority, type PermissionGate } from '../access';
import type { GitAccounts } from '../integrations/GitAccounts';
import type { UnitCredentials } from '../integrations/UnitCredentials';
import { cursorCodec, pageOf } from '../lib/paging';
import type { UnitRecord, UnitService } from '../organisation';
import type { ResourceAccess } from '../resources';
import type { TypeRegistry } from '../resources/types/TypeRegistry';
import type { MirrorService } from './MirrorService';
import type { MirrorStore } from './MirrorStore';
import { placeProblems } from './place';
import type { MirrorRecord, WorkspaceRecord, WorkspaceSettings } from './types';
import { merged, settingsOf, type WorkspaceService } from './WorkspaceService';

const mirrorCursor = cursorCodec('mirrors by name', z.tuple([z.string(), z.uuid()]));

export interface AuthorizedWorkspaceParts {
  workspaces: WorkspaceService;
  mirrors: MirrorService;
  mirrorStore: MirrorStore;
  accounts: Pick<GitAccounts, 'usable'>;
  credentials: UnitCredentials;
  units: UnitService;
  types: Pick<TypeRegistry, 'names'>;
  resources: Pick<ResourceAccess, 'readable' | 'requireActable'>;
  gate: PermissionGate;
}

/**
 * Workspaces for an actor. Whoever may see a unit sees its workspaces; administrators keep all, and a department admin those of the
 * department and its teams. Mirrors are shown to who reads their resources.
 */
export class AuthorizedWorkspaceService {
  constructor(private readonly parts: AuthorizedWorkspaceParts) {}

  async list(actor: Actor, query: WorkspaceQuery): Promise<Page<WorkspaceRecord>> {
    const { workspaces, credentials, gate } = this.parts;
    await gate.require(actor, workspaceReadPermission);
    const { unitId, type, ...rest } = query;
    const unit = unitId === undefined ? undefined : await credentials.ownerFor(actor, unitId);
    if (unitId !== undefined && (!unit || unit === 'everybody')) throw notFound('unit', unitId);
    return workspaces.list({
      ...rest,
      ...(await credentials.scope(actor)),
      ...(type === undefined ? {} : { servingType: type }),
      ...(unit && unit !== 'everybody' ? { servingUnits: unit.ancestorIds } : {}),
    });
  }

  /** @throws InfraError NOT_FOUND, also for what may not be seen */
  async get(actor: Actor, id: string): Promise<WorkspaceRecord> {
    return (await this.#seen(actor, id)).record;
  }

  /** Which of the workspaces the actor may change. */
  async manageable(actor: Actor, records: readonly WorkspaceRecord[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const { id, unitId } of records) {
      const unit = await this.parts.units.find(unitId);
      if (unit && this.#mayManage(actor, unit)) found.add(id);
    }
    return found;
  }

  /** @throws InfraError VALIDATION_ERROR, FORBIDDEN, CONFLICT */
  async create(actor: Actor, wish: CreateWorkspace): Promise<WorkspaceRecord> {
    const { workspaces, credentials } = this.parts;
    const unit = await credentials.ownerFor(actor, wish.unitId);
    if (!unit || unit === 'everybody') {
      const message = 'must be the id of a unit that exists';
      throw validationError([{ pointer: '/unitId', message }]);
    }
    await this.#requireManager(actor, unit);
    const settings = { ...settingsOf(wish), unitId: unit.id };
    await this.#check(actor, unit, settings);
    return workspaces.create(actor, settings);
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, STALE_REVISION, CONFLICT */
  async update(
    actor: Actor,
    id: string,
    patch: PatchWorkspace,
    ifMatch?: string,
  ): Promise<WorkspaceRecord> {
    const { record, unit } = await this.#managed(actor, id);
    await this.#check(actor, unit, merged(record, patch));
    return this.parts.workspaces.update(actor, id, before => merged(before, patch), ifMatch);
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, DEPENDENCY_EXISTS */
  async delete(actor: Actor, id: string, ifMatch?: string): Promise<void> {
    await this.#managed(actor, id);
    await this.parts.workspaces.delete(actor, id, ifMatch);
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN */
  async validate(actor: Actor, id: string): Promise<ValidationResult> {
    await this.#managed(actor, id);
    return this.parts.workspaces.validate(actor, id);
  }

  /** @throws InfraError NOT_FOUND */
  async listMirrors(actor: Actor, id: string, query: MirrorQuery): Promise<Page<MirrorRecord>> {
    await this.#seen(actor, id);
    const { cursor, limit, ...rest } = query;
    const rows = await this.parts.mirrorStore.list({
      ...rest,
      workspaceId: id,
      limit: limit + 1,
      roots: new Authority(actor).readableRoots,
      filter: await this.parts.gate.rows(actor, resourceReadPermission),
      after: mirrorCursor.decode(cursor),
    });
    const positionOf = (row: MirrorRecord): [string, string] => [row.resourceName, row.resourceId];
    return pageOf(rows, limit, mirrorCursor, positionOf, row => row);
  }

  /** @throws InfraError NOT_FOUND for the resource; FORBIDDEN where the permission policy shows the actor no workspaces */
  async mirrorOf(actor: Actor, resourceId: string): Promise<MirrorRecord | undefined> {
    const { resources, mirrorStore, gate } = this.parts;
    await resources.readable(actor, resourceId);
    await gate.require(actor, workspaceReadPermission);
    return mirrorStore.find(resourceId);
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, CONFLICT */
  async bind(actor: Actor, id: string, resourceId: string): Promise<MirrorRecord> {
    const { record: workspace } = await this.#managed(actor, id);
    const resource = await this.parts.resources.readable(actor, resourceId);
    return this.parts.mirrors.bind(actor, workspace, resource);
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, CONFLICT while its pull request is open */
  async unbind(actor: Actor, id: string, resourceId: string): Promise<void> {
    await this.#managed(actor, id);
    await this.parts.mirrors.unbind(actor, id, resourceId);
  }

  /** For who acts on the resource, and who keeps the workspace. @throws InfraError NOT_FOUND, FORBIDDEN */
  async retry(actor: Actor, resourceId: string): Promise<MirrorRecord> {
    const { resources, mirrors, units } = this.parts;
    const mirror = await this.mirrorOf(actor, resourceId);
    if (!mirror) throw notFound('mirror of resource', resourceId);
    const workspace = await this.parts.workspaces.find(mirror.workspace.id);
    const unit = workspace && (await units.find(workspace.unitId));
    if (!unit || !this.#mayManage(actor, unit)) {
      await resources.requireActable(actor, resourceId);
    }
    return mirrors.retry(actor, resourceId);
  }

  /** @throws InfraError VALIDATION_ERROR, one problem per rule that is broken */
  async #check(actor: Actor, unit: UnitRecord, settings: WorkspaceSettings): Promise<void> {
    const { accounts, types, units } = this.parts;
    const problems: ValidationProblem[] = [];
    const account = await accounts.usable(actor, unit, settings.integrationId);
    if ('problem' in account) problems.push(account.problem);
    else problems.push(...placeProblems(settings, account.url));
    settings.resourceTypes.forEach((name, index) => {
      if (types.names.includes(name)) return;
      const message = 'must be the name of a resource type';
      problems.push({ pointer: `/resourceTypes/${index}`, message });
    });
    for (const [index, id] of settings.units.entries()) {
      const served = await units.find(id);
      if (served?.ancestorIds.includes(unit.id)) continue;
      const message = `must be the id of ${unit.name} or of a unit beneath it`;
      problems.push({ pointer: `/units/${index}`, message });
    }
    if (problems.length > 0) throw validationError(problems);
  }

  async #seen(actor: Actor, id: string): Promise<{ record: WorkspaceRecord; unit: UnitRecord }> {
    const { workspaces, credentials, gate } = this.parts;
    await gate.require(actor, workspaceReadPermission);
    const record = await workspaces.find(id);
    const unit = record && (await credentials.ownerFor(actor, record.unitId));
    if (!record || !unit || unit === 'everybody') throw notFound('workspace', id);
    return { record, unit };
  }

  async #managed(actor: Actor, id: string): Promise<{ record: WorkspaceRecord; unit: UnitRecord }> {
    const seen = await this.#seen(actor, id);
    await this.#requireManager(actor, seen.unit);
    return seen;
  }

  #mayManage(actor: Actor, unit: UnitRecord): boolean {
    const authority = new Authority(actor);
    return authority.isAdministrator || authority.hasWithin('dept_admin', unit);
  }

  async #requireManager(actor: Actor, unit: UnitRecord): Promise<void> {
    if (!this.#mayManage(actor, unit)) {
      throw forbidden(
        `Only platform and centre administrators and the department admin over ${unit.name} keep its workspaces`,
      );
    }
    await this.parts.gate.require(actor, workspaceManagePermission);
  }
}
