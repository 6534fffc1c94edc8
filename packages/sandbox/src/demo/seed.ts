import { dealServers } from './dealServers';
import { DEMO_PASSWORD, demoOrganisation, Organisation, UnitKind } from './organisation';
import { Portal, PortalError } from './portal';

export interface SeedResult {
  /** What this run added; all zero when the demo was already there. */
  unitsCreated: number;
  serversAssigned: number;
  quotasGranted: number;
}

interface Amounts {
  cpu: number;
  ramGb: number;
}

interface UnitQuota {
  sites: { site: string; limit: Amounts; etag?: string }[];
}

interface Server {
  id: string;
  name: string;
  site: string;
  fieldId?: string;
}

/** Ids of the units that exist, by kind and slug. */
type Units = (kind: UnitKind, slug: string) => string;

const PLATFORM_ADMIN = 'paul';
/** Calls under way at a time. */
const PARALLEL = 8;

/**
 * Fills a running portal with the demo organisation by its REST API. It can be run again: units
 * that are missing are added, while servers and quotas are only given out the first time, so that
 * nothing is undone that somebody did meanwhile.
 *
 * @param backendUrl - for example `http://127.0.0.1:7007`
 * @throws PortalError when the portal refuses a call
 */
export async function seedDemo({ backendUrl }: { backendUrl: string }): Promise<SeedResult> {
  const organisation = demoOrganisation();
  const portal = await Portal.signIn(backendUrl, PLATFORM_ADMIN, DEMO_PASSWORD);
  const { units, created } = await createUnits(portal, organisation);
  const departments = Object.keys(organisation.allocation.departmentPercent);
  if (await anyGranted(portal, units, departments)) {
    return { unitsCreated: created, serversAssigned: 0, quotasGranted: 0 };
  }
  await portal.post('/inventory/sync', {});
  const serversAssigned = await assignServers(portal, organisation, units);
  const quotasGranted = await grantQuotas(portal, organisation, units);
  return { unitsCreated: created, serversAssigned, quotasGranted };
}

async function createUnits(portal: Portal, organisation: Organisation) {
  const existing = await portal.list<{ id: string; kind: string; slug: string }>('/units');
  const ids = new Map(existing.map(({ id, kind, slug }) => [`${kind} ${slug}`, id]));
  const units: Units = (kind, slug) => {
    const id = ids.get(`${kind} ${slug}`);
    if (!id) throw new Error(`There is no ${kind} "${slug}" in the portal`);
    return id;
  };
  const kinds: UnitKind[] = ['center', 'field', 'department', 'team'];
  let created = 0;
  for (const { kind, slug, name, parent } of organisation.units) {
    if (ids.has(`${kind} ${slug}`)) continue;
    const above = kinds[kinds.indexOf(kind) - 1];
    const parentId = above && parent ? { parentId: units(above, parent) } : {};
    const { id } = await portal.post<{ id: string }>('/units', { kind, slug, name, ...parentId });
    ids.set(`${kind} ${slug}`, id);
    created += 1;
  }
  return { units, created };
}

/** Grants come last and to departments first, so one of them tells that servers were given out. */
async function anyGranted(portal: Portal, units: Units, departments: string[]): Promise<boolean> {
  const quotas = await Promise.all(
    departments.map(slug => portal.get<UnitQuota>(`/units/${units('department', slug)}/quota`)),
  );
  return quotas.some(({ sites }) => sites.some(({ etag }) => etag !== undefined));
}

async function assignServers(portal: Portal, { allocation }: Organisation, units: Units) {
  const servers = await portal.list<Server>('/servers');
  const assignments = dealServers(servers, allocation.serversOfTen).filter(
    ({ server }) => !server.fieldId,
  );
  await inParallel(assignments, ({ server, field }) =>
    portal.post('/server-assignments', { serverId: server.id, fieldId: units('field', field) }),
  );
  return assignments.length;
}

async function grantQuotas(portal: Portal, { allocation, units: all }: Organisation, units: Units) {
  let granted = 0;
  const grant = async (unitId: string, site: string, amounts: Amounts) => {
    try {
      await portal.put(`/units/${unitId}/quota/${site}`, amounts, { 'if-none-match': '*' });
      granted += 1;
    } catch (error) {
      // Somebody was faster; what they granted stands.
      if (!(error instanceof PortalError && error.status === 412)) throw error;
    }
  };
  for (const [slug, percent] of Object.entries(allocation.departmentPercent)) {
    const field = all.find(unit => unit.kind === 'department' && unit.slug === slug)?.parent ?? '';
    const capacity = await portal.get<UnitQuota>(`/units/${units('field', field)}/quota`);
    for (const { site, limit } of capacity.sites) {
      await grant(units('department', slug), site, {
        cpu: Math.floor((limit.cpu * percent) / 100),
        ramGb: Math.floor((limit.ramGb * percent) / 100),
      });
    }
  }
  for (const { team, site, cpu, ramGb } of allocation.teams) {
    await grant(units('team', team), site, { cpu, ramGb });
  }
  return granted;
}

async function inParallel<T>(items: T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}
