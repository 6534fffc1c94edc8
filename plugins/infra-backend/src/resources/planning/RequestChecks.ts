import type {
  CreateResource,
  ValidationProblem,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { type BuiltInResourceType, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Actor } from '../../access';
import { toPointer } from '../../lib/http';
import type { UnitRecord } from '../../organisation';
import { secretsIn } from '../secretReferences';
import type { Relative, ResourceRecord } from '../types';
import type { TypeEntry } from '../types/TypeEntry';
import type { KnownType } from '../types/TypeRegistry';
import type { VariableSchema } from '../types/variableSchema';
import type { PlannerServices } from './types';

const versionsOf = ({ versions }: TypeEntry) => versions.map(({ version }) => version).join(', ');

/** Finds what is wrong with the parts of a request: each answers one problem per rule that is broken. */
export class RequestChecks {
  constructor(private readonly services: PlannerServices) {}

  /** The version that the request asks for, or by which the rest of it can be checked. */
  async typeOf({
    type: name,
    version,
  }: CreateResource): Promise<{ type: KnownType; problems: ValidationProblem[] }> {
    const { types } = this.services;
    await types.refresh();
    const entry = types.entry(name);
    const type = types.find(name, version) ?? types.find(name);
    if (!entry || !type) {
      const message = entry
        ? `cannot be used: ${entry.problems.join('; ')}`
        : `is not a resource type; known are ${types.names.join(', ')}`;
      throw validationError([{ pointer: '/type', message }]);
    }
    const refuse = (pointer: string, message: string) => ({
      type,
      problems: [{ pointer, message }],
    });
    if (version === undefined && ['preview', 'archived'].includes(type.lifecycle)) {
      return refuse(
        '/version',
        `must be named: no version is active; there is ${versionsOf(entry)}`,
      );
    }
    if (version !== undefined && !entry.versions.some(known => known.version === version)) {
      return refuse('/version', `is not a version of ${name}; there is ${versionsOf(entry)}`);
    }
    const reason = types.unusable(name, version ?? type.definition.version);
    if (reason === undefined) return { type, problems: [] };
    return refuse(version === undefined ? '/type' : '/version', reason);
  }

  unitProblems(unit: UnitRecord): ValidationProblem[] {
    const { levels } = this.services.units;
    if (unit.level === levels.leaf) return [];
    return [
      {
        pointer: '/unitId',
        message: `must be a ${levels.names[levels.leaf]}; ${unit.name} is a ${unit.kind}`,
      },
    ];
  }

  async siteProblems(
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

  async parentsOf(
    { parents: ids = [] }: CreateResource,
    { name, parents: types }: BuiltInResourceType,
    mayRead: (resource: ResourceRecord) => Promise<boolean>,
    planned: readonly Relative[],
  ): Promise<{ found: Relative[]; problems: ValidationProblem[] }> {
    const found: Relative[] = planned.filter(({ type }) => types.includes(type));
    const problems: ValidationProblem[] = planned
      .filter(parent => !found.includes(parent))
      .map(({ type }) => ({
        pointer: '/parents',
        message: `a ${name} does not rest upon a ${type}`,
      }));
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
      } else {
        const { id: unitId, ancestorIds: unitAncestorIds } = parent.unit;
        found.push({ ...parent, unitId, unitAncestorIds });
      }
    }
    const missing = types.filter(type => !found.some(parent => parent.type === type));
    if (missing.length > 0 && problems.length === 0) {
      problems.push({ pointer: '/parents', message: `must name a ${missing.join(' and a ')}` });
    }
    return { found, problems };
  }

  async integrationProblems(
    { integrations = [] }: Pick<CreateResource, 'integrations'>,
    unit: UnitRecord,
    { definition, provisioner }: KnownType,
    actor: Actor,
  ): Promise<ValidationProblem[]> {
    if (integrations.length === 0) return [];
    if (!this.services.integrations || provisioner.usesIntegrations === false) {
      const message = `a ${definition.name} uses no integrations`;
      return [{ pointer: '/integrations', message }];
    }
    return this.services.integrations.usable(actor, unit, integrations);
  }

  async secretProblems(
    { id, name: unit }: { id: string; name: string },
    variables: Variables,
    { schema }: Pick<BuiltInResourceType, 'schema'>,
  ): Promise<ValidationProblem[]> {
    const named = secretsIn(variables, schema as VariableSchema);
    const { secrets } = this.services;
    if (named.length === 0 || !secrets) return [];
    const known = await secrets.exists(
      id,
      named.map(({ secret }) => secret),
    );
    return named
      .filter(({ secret }) => !known.has(secret))
      .map(({ path, secret }) => ({
        pointer: toPointer(['variables', ...path]),
        message: `names the secret ${secret}, which neither ${unit} nor a unit above it has`,
      }));
  }
}
