import {
  type CreateUnit,
  type Page,
  type PatchUnit,
  unitManagePermission,
  type UnitQuery,
  unitReadPermission,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden, notFound } from '@bailiwick/backstage-plugin-infra-node';
import { type Actor, Authority, type PermissionGate } from '../access';
import type { UnitRecord } from './UnitRecord';
import type { UnitService } from './UnitService';
import type { UnitScope } from './UnitStore';

/** The org tree for an actor: administrators edit, everybody reads what is theirs and the chain of names above. */
export class AuthorizedUnitService {
  constructor(
    private readonly units: UnitService,
    private readonly gate: PermissionGate,
  ) {}

  /**
   * A unit whose name the actor may know, with no right to its figures.
   *
   * @throws InfraError NOT_FOUND, also for what may not be read
   */
  async get(actor: Actor, id: string): Promise<UnitRecord> {
    const unit = await this.units.find(id);
    const seen =
      unit &&
      new Authority(actor).maySee(unit) &&
      (await this.gate.allows(actor, unitReadPermission, unit));
    if (!seen) throw notFound('unit', id);
    return unit;
  }

  async list(actor: Actor, query: UnitQuery): Promise<Page<UnitRecord>> {
    const { requestable, ...rest } = query;
    return this.units.list({
      ...rest,
      scope: scopeOf(actor),
      filter: await this.gate.rows(actor, unitReadPermission),
      ...(requestable ? this.#requestable(actor) : {}),
    });
  }

  async create(actor: Actor, wish: CreateUnit): Promise<UnitRecord> {
    await this.#requireManager(actor);
    return this.units.create(actor, wish);
  }

  async update(actor: Actor, id: string, patch: PatchUnit, ifMatch?: string): Promise<UnitRecord> {
    await this.get(actor, id);
    await this.#requireManager(actor);
    return this.units.update(actor, id, patch, ifMatch);
  }

  async delete(actor: Actor, id: string, ifMatch?: string): Promise<void> {
    await this.get(actor, id);
    await this.#requireManager(actor);
    await this.units.delete(actor, id, ifMatch);
  }

  async #requireManager(actor: Actor): Promise<void> {
    if (!new Authority(actor).isAdministrator) {
      throw forbidden('Only platform and centre administrators edit units');
    }
    await this.gate.require(actor, unitManagePermission);
  }

  /** The teams for which the actor may request resources. */
  #requestable(actor: Actor): { level: number; ids?: string[] } {
    const level = this.units.levels.leaf;
    if (new Authority(actor).isAdministrator) return { level };
    const led = actor.bindings.filter(({ role }) => role === 'team_lead');
    return { level, ids: led.flatMap(({ unitId }) => unitId ?? []) };
  }
}

/** Own units with everything beneath them, and the chain above. */
export function scopeOf(actor: Actor): UnitScope {
  const roots = new Authority(actor).readableRoots;
  if (roots === 'all') return 'all';
  const above = actor.bindings.flatMap(({ unit }) => unit?.ancestorIds ?? []);
  return { subtrees: roots, singles: [...new Set(above)] };
}
