import type { CurrentBindings } from '../access';
import type { Commons, Room } from '../lib/room';
import { AuthorizedRoleBindingService } from './AuthorizedRoleBindingService';
import { AuthorizedUnitService } from './AuthorizedUnitService';
import { Levels } from './levels';
import { RoleBindingService } from './RoleBindingService';
import { RoleBindingStore } from './RoleBindingStore';
import { mountRoles } from './roleRoutes';
import { mountUnits } from './unitRoutes';
import { UnitService } from './UnitService';
import { UnitStore } from './UnitStore';

export interface OrganisationRoom extends Room {
  units: UnitService;
  /** The org tree for an actor; what other rooms ask when they answer with a unit. */
  authorizedUnits: AuthorizedUnitService;
  roleBindings: RoleBindingService;
}

/** Units, and roles given by hand. */
export function createOrganisationRoom(
  commons: Commons,
  { bindings }: { bindings: CurrentBindings },
): OrganisationRoom {
  const { knex, config, gate, audit, changes } = commons;
  const levels = Levels.fromConfig(config);
  const units = new UnitService({
    ...{ knex, levels, audit, changes, bindings },
    store: new UnitStore(knex),
  });
  const roleBindings = new RoleBindingService({
    ...{ knex, units, audit, changes, bindings },
    store: new RoleBindingStore(knex),
  });
  bindings.addSource(roleBindings);
  const authorizedUnits = new AuthorizedUnitService(units, gate);
  const authorizedRoleBindings = new AuthorizedRoleBindingService(roleBindings, units, gate);
  return {
    units,
    authorizedUnits,
    roleBindings,
    mount(router, services) {
      mountUnits(router, services, authorizedUnits);
      mountRoles(router, services, authorizedRoleBindings);
    },
    start: () => units.checkLevels(),
  };
}
