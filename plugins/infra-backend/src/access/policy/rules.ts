import {
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import {
  PLUGIN_ID,
  RESOURCE_TYPE_INFRA_RESOURCE,
  RESOURCE_TYPE_INFRA_UNIT,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { z } from 'zod';

/** Narrows a query on the table `units` or `resources`, whose name must not be aliased. */
export type RowFilter = (query: Knex.QueryBuilder) => void;

/** A unit as conditional policies see it. */
export interface PolicyUnit {
  kind: string;
  /** From the root down, ending with the unit itself. */
  ancestorIds: readonly string[];
  /** Entity references of the Groups of the same units. */
  ancestorRefs: readonly string[];
}

/** A resource as conditional policies see it. */
export interface PolicyResource {
  type: string;
  site?: string;
  requestedBy: string;
  /** The team. */
  unit: PolicyUnit;
}

export const unitPolicyRef = createPermissionResourceRef<PolicyUnit, RowFilter>().with({
  pluginId: PLUGIN_ID,
  resourceType: RESOURCE_TYPE_INFRA_UNIT,
});

export const resourcePolicyRef = createPermissionResourceRef<PolicyResource, RowFilter>().with({
  pluginId: PLUGIN_ID,
  resourceType: RESOURCE_TYPE_INFRA_RESOURCE,
});

const unitsParams = z.object({
  units: z
    .array(z.string())
    .describe('Ids or Group entity references: the units themselves and everything beneath them'),
});

const isWithin = (unit: PolicyUnit, units: readonly string[]) =>
  units.some(name => unit.ancestorIds.includes(name) || unit.ancestorRefs.includes(name));

/** SQL for the ids of the units that are named, by id or by reference. */
const NAMED_UNITS = `ARRAY(
  SELECT named.id FROM units AS named
  WHERE named.id::text = ANY(?) OR 'group:default/' || named.kind || '-' || named.slug = ANY(?)
)`;

export const unitRules = {
  isInUnit: createPermissionRule({
    name: 'IS_IN_UNIT',
    description: 'Allow units that are one of the given units or beneath it',
    resourceRef: unitPolicyRef,
    paramsSchema: unitsParams,
    apply: (unit, { units }) => isWithin(unit, units),
    toQuery:
      ({ units }) =>
      query =>
        query.whereRaw(`units.ancestor_ids && ${NAMED_UNITS}`, [units, units]),
  }),
  hasKind: createPermissionRule({
    name: 'HAS_KIND',
    description: 'Allow units of the given levels, such as department or team',
    resourceRef: unitPolicyRef,
    paramsSchema: z.object({ kinds: z.array(z.string()).describe('Names of levels') }),
    apply: (unit, { kinds }) => kinds.includes(unit.kind),
    toQuery:
      ({ kinds }) =>
      query =>
        query.whereIn('units.kind', kinds),
  }),
};

export const resourceRules = {
  isInUnit: createPermissionRule({
    name: 'IS_IN_UNIT',
    description: 'Allow resources of the given units and of everything beneath them',
    resourceRef: resourcePolicyRef,
    paramsSchema: unitsParams,
    apply: (resource, { units }) => isWithin(resource.unit, units),
    toQuery:
      ({ units }) =>
      query =>
        query.whereRaw(
          `resources.unit_id IN (SELECT beneath.id FROM units AS beneath WHERE beneath.ancestor_ids && ${NAMED_UNITS})`,
          [units, units],
        ),
  }),
  hasType: createPermissionRule({
    name: 'HAS_TYPE',
    description: 'Allow resources of the given types',
    resourceRef: resourcePolicyRef,
    paramsSchema: z.object({ types: z.array(z.string()).describe('Names of resource types') }),
    apply: (resource, { types }) => types.includes(resource.type),
    toQuery:
      ({ types }) =>
      query =>
        query.whereIn('resources.type', types),
  }),
  isAtSite: createPermissionRule({
    name: 'IS_AT_SITE',
    description: 'Allow resources at the given sites',
    resourceRef: resourcePolicyRef,
    paramsSchema: z.object({ sites: z.array(z.string()).describe('Names of sites') }),
    apply: (resource, { sites }) => resource.site !== undefined && sites.includes(resource.site),
    toQuery:
      ({ sites }) =>
      query =>
        query.whereIn('resources.site', sites),
  }),
  isRequestedBy: createPermissionRule({
    name: 'IS_REQUESTED_BY',
    description: 'Allow resources that one of the given users asked for',
    resourceRef: resourcePolicyRef,
    paramsSchema: z.object({
      userRefs: z.array(z.string()).describe('Entity references of users'),
    }),
    apply: (resource, { userRefs }) => userRefs.includes(resource.requestedBy),
    toQuery:
      ({ userRefs }) =>
      query =>
        query.whereIn('resources.requested_by', userRefs),
  }),
};
