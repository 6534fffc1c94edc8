import { unitReadPermission } from '@bailiwick/backstage-plugin-infra-common';
import { type Actor, Authority, type PermissionGate, type RowFilter } from '../access';
import { scopeOf, type UnitRecord, type UnitService } from '../organisation';
import type { UnitScope } from '../organisation/UnitStore';

/** Whose something is: a unit's, or everybody's. */
export type Owner = UnitRecord | 'everybody';

/**
 * Who knows of the credentials of a unit, and who keeps them. Everybody in the unit, beneath it or over it knows their names; the
 * administrators keep them, and whoever has the role over that very unit, for roles do not cascade.
 */
export class UnitCredentials {
  constructor(
    private readonly units: UnitService,
    private readonly gate: PermissionGate,
  ) {}

  /** Whose it is, or undefined where the actor may not know of it. */
  async ownerFor(actor: Actor, unitId: string | undefined): Promise<Owner | undefined> {
    if (unitId === undefined) return this.seesEverybodys(actor) ? 'everybody' : undefined;
    const unit = await this.units.find(unitId);
    const seen =
      unit &&
      new Authority(actor).maySee(unit) &&
      (await this.gate.allows(actor, unitReadPermission, unit));
    return seen ? unit : undefined;
  }

  mayKeep(actor: Actor, owner: Owner): boolean {
    if (new Authority(actor).isAdministrator) return true;
    return (
      owner !== 'everybody' &&
      actor.bindings.some(({ role, unitId }) => unitId === owner.id && role !== 'member')
    );
  }

  /** What belongs to nobody in particular is for everybody who has a role. */
  seesEverybodys(actor: Actor): boolean {
    return actor.kind === 'service' || actor.bindings.length > 0;
  }

  /** What a list has to be narrowed to. */
  async scope(actor: Actor): Promise<{ scope: UnitScope; filter: RowFilter }> {
    return { scope: scopeOf(actor), filter: await this.gate.rows(actor, unitReadPermission) };
  }
}
