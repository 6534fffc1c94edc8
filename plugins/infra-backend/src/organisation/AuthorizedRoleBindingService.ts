import {
  type CreateRoleBinding,
  directoryReadPermission,
  type Page,
  type RoleBinding,
  roleBindingManagePermission,
  type RoleBindingQuery,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden, notFound } from '@bailiwick/backstage-plugin-infra-node';
import { type Actor, Authority, type PermissionGate } from '../access';
import type { RoleBindingService } from './RoleBindingService';
import type { BindingScope } from './RoleBindingStore';
import type { UnitService } from './UnitService';

/** Bindings for an actor: administrators make them, everybody sees their own and those on units that they read. */
export class AuthorizedRoleBindingService {
  constructor(
    private readonly roleBindings: RoleBindingService,
    private readonly units: UnitService,
    private readonly gate: PermissionGate,
  ) {}

  async list(actor: Actor, query: RoleBindingQuery): Promise<Page<RoleBinding>> {
    const scope = scopeOf(actor);
    if (scope === 'all') await this.gate.require(actor, directoryReadPermission);
    return this.roleBindings.list({ ...query, scope });
  }

  async create(actor: Actor, wish: CreateRoleBinding): Promise<RoleBinding> {
    await this.#requireManager(actor);
    return this.roleBindings.create(actor, wish);
  }

  async delete(actor: Actor, id: string): Promise<void> {
    const binding = await this.roleBindings.get(id);
    if (!(await this.#mayRead(actor, binding))) throw notFound('role binding', id);
    await this.#requireManager(actor);
    await this.roleBindings.delete(actor, id);
  }

  async #mayRead(actor: Actor, binding: RoleBinding): Promise<boolean> {
    const authority = new Authority(actor);
    if (authority.readsEverything || binding.userRef === actor.ref) return true;
    const unit = binding.unitId === undefined ? undefined : await this.units.find(binding.unitId);
    return unit !== undefined && authority.mayRead(unit);
  }

  async #requireManager(actor: Actor): Promise<void> {
    if (!new Authority(actor).isAdministrator) {
      throw forbidden('Only platform and centre administrators give and take roles');
    }
    await this.gate.require(actor, roleBindingManagePermission);
  }
}

function scopeOf(actor: Actor): BindingScope {
  const roots = new Authority(actor).readableRoots;
  return roots === 'all' ? 'all' : { userRef: actor.ref, subtrees: roots };
}
