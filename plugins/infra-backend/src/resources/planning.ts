import type {
  Amounts,
  CreateResource,
  ValidationProblem,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  type BuiltInResourceType,
  conflict,
  type ResourceWish,
  validationError,
} from '@bailiwick/backstage-plugin-infra-node';
import type { UnitRecord, UnitService } from '../organisation';
import type { Sites } from './ports';
import type { ResourceStore } from './ResourceStore';
import type { Relative, ResourceRecord } from './types';
import type { KnownType, TypeRegistry } from './types/TypeRegistry';

/** A request that is well formed: everything that creating the resource takes. */
export interface Plan {
  type: KnownType;
  unit: UnitRecord;
  name: string;
  site?: string;
  variables: Variables;
  cost: Amounts;
  externalName?: string;
  parents: Relative[];
}

export interface PlannerServices {
  types: TypeRegistry;
  units: UnitService;
  sites: Sites;
  store: ResourceStore;
}

/** Turns a request into a plan, or refuses it with one problem per rule that it breaks. */
export class Planner {
  constructor(private readonly services: PlannerServices) {}

  /**
   * @param unit - the team, which the caller may act for
   * @param mayRead - whether the caller may read a resource
   * @throws InfraError VALIDATION_ERROR
   */
  async plan(
    request: CreateResource,
    unit: UnitRecord,
    mayRead: (resource: ResourceRecord) => Promise<boolean>,
  ): Promise<Plan> {
    const type = this.services.types.find(request.type);
    if (!type) {
      const known = this.services.types.names.join(', ');
      throw validationError([
        { pointer: '/type', message: `is not a resource type; known are ${known}` },
      ]);
    }
    const { definition } = type;
    const { variables, problems } = type.check(request.variables ?? {});
    const parents = await this.parentsOf(request, definition, mayRead);
    const found = [
      ...this.unitProblems(unit),
      ...versionProblems(request, definition),
      ...(await this.siteProblems(request, definition)),
      ...problems,
      ...parents.problems,
      ...unsupported(request, definition),
    ];
    if (found.length > 0) throw validationError(found);

    const wish: ResourceWish = { name: request.name, unit, site: request.site, variables };
    return {
      type,
      unit,
      name: request.name,
      site: request.site,
      variables,
      cost: definition.cost(wish),
      externalName: definition.externalName?.(wish),
      parents: parents.found,
    };
  }

  /** Refuses a plan whose site lacks what the type needs there. */
  async checkTier({ type, unit, name, site, variables }: Plan): Promise<void> {
    const tier = type.definition.requiredTier?.({ name, unit, site, variables });
    if (!tier || !site) return;
    const [, field] = await this.services.units.chain(unit.id);
    if (field && (await this.services.sites.hasTier(field.id, site, tier))) return;
    const owner = field ? `${field.kind} ${field.name}` : `${unit.kind} ${unit.name}`;
    throw conflict(
      `${owner[0].toUpperCase()}${owner.slice(1)} has no server of the tier ${tier} at ${site}`,
    );
  }

  private unitProblems(unit: UnitRecord): ValidationProblem[] {
    const { levels } = this.services.units;
    if (unit.level === levels.leaf) return [];
    return [
      {
        pointer: '/unitId',
        message: `must be a ${levels.names[levels.leaf]}; ${unit.name} is a ${unit.kind}`,
      },
    ];
  }

  private async siteProblems(
    { site }: CreateResource,
    { name, siteRequired }: BuiltInResourceType,
  ): Promise<ValidationProblem[]> {
    if (site === undefined) {
      return siteRequired ? [{ pointer: '/site', message: `is required for a ${name}` }] : [];
    }
    const known = await this.services.sites.names();
    if (known.includes(site)) return [];
    const message = `is not a known site; known are ${known.join(', ') || 'none yet'}`;
    return [{ pointer: '/site', message }];
  }

  private async parentsOf(
    { parents: ids = [] }: CreateResource,
    { name, parents: types }: BuiltInResourceType,
    mayRead: (resource: ResourceRecord) => Promise<boolean>,
  ): Promise<{ found: Relative[]; problems: ValidationProblem[] }> {
    const found: Relative[] = [];
    const problems: ValidationProblem[] = [];
    for (const [index, id] of ids.entries()) {
      const pointer = `/parents/${index}`;
      const parent = await this.services.store.find(id);
      if (ids.indexOf(id) !== index) problems.push({ pointer, message: 'is named twice' });
      else if (!parent || !(await mayRead(parent))) {
        problems.push({ pointer, message: `there is no resource ${id}` });
      } else if (!types.includes(parent.type)) {
        problems.push({ pointer, message: `a ${name} does not rest upon a ${parent.type}` });
      } else if (parent.state === 'destroy' || parent.state === 'destroyed') {
        problems.push({ pointer, message: `${parent.name} is being destroyed or gone` });
      } else found.push({ ...parent, unitId: parent.unit.id });
    }
    const missing = types.filter(type => !found.some(parent => parent.type === type));
    if (missing.length > 0 && problems.length === 0) {
      problems.push({ pointer: '/parents', message: `must name a ${missing.join(' and a ')}` });
    }
    return { found, problems };
  }
}

function versionProblems(
  { version }: CreateResource,
  definition: BuiltInResourceType,
): ValidationProblem[] {
  if (version === undefined || version === definition.version) return [];
  const message = `is not a version of ${definition.name}; there is ${definition.version}`;
  return [{ pointer: '/version', message }];
}

/** What a type does not do must be refused rather than overlooked. */
function unsupported(
  { integrations, expiresAt }: CreateResource,
  { name }: BuiltInResourceType,
): ValidationProblem[] {
  return [
    ...(integrations?.length
      ? [{ pointer: '/integrations', message: `a ${name} uses no integrations` }]
      : []),
    ...(expiresAt ? [{ pointer: '/expiresAt', message: `a ${name} does not expire` }] : []),
  ];
}
