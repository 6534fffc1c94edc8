import type { Role } from '@bailiwick/backstage-plugin-infra-common';
import type { Actor, UnitPlace } from './actor';

/** Roles over everything. */
export const ADMINISTRATORS: readonly Role[] = ['platform_admin', 'center_admin'];

/** Which role grants quota to units of a level, by the distance from the root. Fields get theirs from servers. */
const GRANTERS: Readonly<Record<number, Role>> = { 2: 'field_admin', 3: 'dept_admin' };

/**
 * What an actor's roles allow. Roles do not cascade: a field admin cannot grant a team's quota. Services of the same Backstage
 * read everything and change nothing on their own account.
 */
export class Authority {
  constructor(private readonly actor: Pick<Actor, 'ref' | 'kind' | 'bindings'>) {}

  /** Platform and centre administrators. */
  get isAdministrator(): boolean {
    return this.actor.bindings.some(({ role }) => ADMINISTRATORS.includes(role));
  }

  get readsEverything(): boolean {
    return this.actor.kind === 'service' || this.isAdministrator;
  }

  /** Ids of the units whose whole subtree may be read, or `all`. */
  get readableRoots(): 'all' | string[] {
    if (this.readsEverything) return 'all';
    return [...new Set(this.actor.bindings.flatMap(({ unit }) => (unit ? [unit.id] : [])))];
  }

  /** Figures, resources and everything else of a unit. */
  mayRead(unit: UnitPlace): boolean {
    const roots = this.readableRoots;
    return roots === 'all' || unit.ancestorIds.some(id => roots.includes(id));
  }

  /** Only that a unit exists and what it is called: one's own units and the chain above them. */
  maySee(unit: UnitPlace): boolean {
    return (
      this.mayRead(unit) ||
      this.actor.bindings.some(binding => binding.unit?.ancestorIds.includes(unit.id))
    );
  }

  /** The quota of a department, a team, or whatever the levels are called. */
  mayGrant(unit: UnitPlace): boolean {
    if (this.isAdministrator) return true;
    const granter = GRANTERS[unit.level];
    const parentId = unit.ancestorIds.at(-2);
    return granter !== undefined && parentId !== undefined && this.has(granter, parentId);
  }

  /** Request, change and destroy resources of a team. */
  mayActFor(team: UnitPlace): boolean {
    return this.isAdministrator || this.has('team_lead', team.id);
  }

  /** {@link mayActFor} at least one team. */
  get mayActForSome(): boolean {
    return this.isAdministrator || this.actor.bindings.some(({ role }) => role === 'team_lead');
  }

  /** Approve what somebody else asked for. */
  mayApproveFor(team: UnitPlace, requestedBy: string): boolean {
    if (this.actor.ref === requestedBy) return false;
    const departmentId = team.ancestorIds.at(-2);
    return (
      this.isAdministrator || (departmentId !== undefined && this.has('dept_admin', departmentId))
    );
  }

  /** The role over the team or over a unit above it. */
  hasWithin(role: Role, team: UnitPlace): boolean {
    return team.ancestorIds.some(unitId => this.has(role, unitId));
  }

  private has(role: Role, unitId: string): boolean {
    return this.actor.bindings.some(binding => binding.role === role && binding.unitId === unitId);
  }
}
