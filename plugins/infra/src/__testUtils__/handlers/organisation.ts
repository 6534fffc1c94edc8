import {
  type AllocationNode,
  DIMENSIONS,
  NOTHING,
  type QuotaRefusal,
  subtractAmounts,
  type Unit,
} from '@bailiwick/backstage-plugin-infra-common';
import { type Handlers, refuse } from '../contract';
import { idOf } from '../ids';
import type { OrgUnit } from '../organisation';
import type { World } from '../World';
import { contains, pageOf } from './paging';
import { requireMatch } from './preconditions';

function findUnit({ org }: World, id: string): OrgUnit {
  return org.units.get(id) ?? refuse('NOT_FOUND', 'There is no such unit, or you may not read it');
}

const isRequestable = ({ me }: World, unit: Unit): boolean =>
  me.bindings.some(
    ({ role, unitId }) =>
      role === 'platform_admin' ||
      role === 'center_admin' ||
      (role === 'team_lead' && unitId === unit.id),
  );

function allocationNode(world: World, own: OrgUnit, site: string | undefined): AllocationNode {
  const { org } = world;
  return {
    unit: own.unit,
    sites: org.entries(own).filter(entry => site === undefined || entry.site === site),
    budget: org.budget(own),
    children: org.childrenOf(own.unit.id).map(child => allocationNode(world, child, site)),
  };
}

function checkGrant(world: World, own: OrgUnit, site: string, amounts: typeof NOTHING): void {
  const parent = own.unit.parentId ? world.org.get(own.unit.parentId) : undefined;
  const above = parent && world.org.entry(parent, site);
  if (!parent || !above) return;
  const more = subtractAmounts(amounts, own.limits.get(site) ?? NOTHING);
  for (const dimension of DIMENSIONS) {
    if (more[dimension] <= 0 || more[dimension] <= above.available[dimension]) continue;
    const details: QuotaRefusal = {
      unit: parent.unit.name,
      unitId: parent.unit.id,
      site,
      dimension,
      limit: above.limit[dimension],
      allotted: above.allotted[dimension],
      used: above.used[dimension],
      requested: more[dimension],
      available: above.available[dimension],
    };
    refuse(
      'QUOTA_EXCEEDED',
      `${parent.unit.name} has ${above.available[dimension]} left at ${site}; ${more[dimension]} were asked for`,
      details,
    );
  }
}

export const organisationHandlers = (world: World): Handlers => ({
  getMe: () => world.me,
  listUnits: ({ query }) =>
    pageOf(
      [...world.org.units.values()]
        .map(({ unit }) => unit)
        .filter(
          unit =>
            (query.kind === undefined || unit.kind === query.kind) &&
            (query.entityRef === undefined || unit.entityRef === query.entityRef) &&
            (query.parentId === undefined || unit.parentId === query.parentId) &&
            (contains(unit.name, query.q) || contains(unit.slug, query.q)) &&
            (!query.requestable || isRequestable(world, unit)),
        ),
      query,
    ),
  getUnit: ({ params }) => findUnit(world, params.id).unit,
  createUnit: ({ body }) => {
    const parent = body.parentId ? findUnit(world, body.parentId) : undefined;
    const isTaken = world.org
      .childrenOf(body.parentId ?? null)
      .some(({ unit }) => unit.name.toLowerCase() === body.name.toLowerCase());
    if (isTaken) refuse('CONFLICT', `${parent?.unit.name} has a unit named ${body.name} already`);
    return world.org.add(body.name, parent).unit;
  },
  updateUnit: ({ params, body, headers }) => {
    const own = findUnit(world, params.id);
    requireMatch(headers, own.unit);
    own.unit = {
      ...own.unit,
      name: body.name ?? own.unit.name,
      ldapGroup: body.ldapGroup ?? undefined,
      revision: own.unit.revision + 1,
    };
    return own.unit;
  },
  deleteUnit: ({ params, headers }) => {
    const own = findUnit(world, params.id);
    requireMatch(headers, own.unit);
    const children = world.org.childrenOf(own.unit.id).map(({ unit }) => unit.name);
    if (children.length > 0) {
      refuse('CONFLICT', `${own.unit.name} still has units: ${children.join(', ')}`, { children });
    }
    world.org.remove(own.unit.id);
  },
  getUnitQuota: ({ params }) => {
    const own = findUnit(world, params.id);
    return { unitId: own.unit.id, sites: world.org.entries(own), budget: world.org.budget(own) };
  },
  getUnitQuotaHistory: ({ params, query }) => {
    const own = findUnit(world, params.id);
    const to = new Date().toISOString();
    const sites = world.org
      .entries(own)
      .filter(({ site }) => query.site === undefined || site === query.site)
      .map(({ site, limit, used }) => ({ site, points: [{ at: to, limit, used }] }));
    const { limit, used } = world.org.budget(own);
    const budget = [{ at: to, limit, used }];
    return { unitId: own.unit.id, from: query.from ?? to, to, sites, budget };
  },
  grantBudget: ({ params, body, headers }) => {
    const own = findUnit(world, params.id);
    const { etag } = world.org.budget(own);
    if (headers.get('if-match') !== etag) {
      refuse('STALE_REVISION', 'The budget was changed meanwhile');
    }
    own.money.limit = body.monthlyCost;
    own.revision++;
    return world.org.budget(own);
  },
  grantQuota: ({ params, body, headers }) => {
    const own = findUnit(world, params.id);
    const current = world.org.entry(own, params.site);
    const expected = headers.get('if-match');
    if (!expected && !headers.get('if-none-match'))
      refuse('PRECONDITION_REQUIRED', 'If-Match is missing');
    if (current ? expected !== current.etag : expected !== null) {
      refuse('STALE_REVISION', 'The quota was changed meanwhile');
    }
    checkGrant(world, own, params.site, body);
    own.limits.set(params.site, body);
    own.revision++;
    return world.org.entry(own, params.site) ?? refuse('NOT_FOUND', 'gone');
  },
  getAllocationTree: ({ query }) => {
    const [top] = world.org.childrenOf(null);
    const root = query.root ? findUnit(world, query.root) : top;
    return allocationNode(world, root, query.site);
  },
  listRoleBindings: ({ query }) =>
    pageOf(
      world.roleBindings.filter(
        binding =>
          (query.unitId === undefined || binding.unitId === query.unitId) &&
          (query.userRef === undefined || binding.userRef === query.userRef),
      ),
      query,
    ),
  createRoleBinding: ({ body }) => {
    const binding = {
      id: idOf(6, world.roleBindings.length + 1),
      ...body,
      createdBy: world.me.userRef,
      createdAt: new Date().toISOString(),
    };
    world.roleBindings = [binding, ...world.roleBindings];
    return binding;
  },
  deleteRoleBinding: ({ params }) => {
    world.roleBindings = world.roleBindings.filter(({ id }) => id !== params.id);
  },
  getDirectoryReport: () => world.directory,
});
