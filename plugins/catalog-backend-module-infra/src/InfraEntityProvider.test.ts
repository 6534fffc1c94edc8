import { mockServices } from '@backstage/backend-test-utils';
import {
  apiEntityV1alpha1Validator,
  type Entity,
  groupEntityV1alpha1Validator,
  resourceEntityV1alpha1Validator,
} from '@backstage/catalog-model';
import type { EntityProviderMutation } from '@backstage/plugin-catalog-node';
import {
  createInfraClient,
  type DirectoryReport,
  EVENT_TOPIC_RESOURCES,
  EVENT_TOPIC_UNITS,
  type Resource,
  type Unit,
} from '@bailiwick/backstage-plugin-infra-common';
import { InfraEntityProvider } from './InfraEntityProvider';
import { InfraReader } from './InfraReader';
import { Members } from './Members';

const payments: Unit = {
  id: '00000000-0000-4000-8000-000000000001',
  kind: 'department',
  slug: 'payments',
  name: 'Payments',
  parentId: null,
  path: ['Payments'],
  entityRef: 'group:default/department-payments',
  revision: 1,
};
const checkout: Unit = {
  id: '00000000-0000-4000-8000-000000000002',
  kind: 'team',
  slug: 'checkout',
  name: 'Checkout',
  parentId: payments.id,
  path: ['Payments', 'Checkout'],
  entityRef: 'group:default/team-checkout',
  revision: 1,
};
const shop: Resource = {
  id: '00000000-0000-4000-8000-000000000003',
  name: 'shop',
  type: 'project',
  version: '1',
  unitId: checkout.id,
  unitName: 'Checkout',
  site: 'ams1',
  state: 'provisioned',
  status: 'done',
  variables: {},
  outputs: { argocdApplication: 'namespaces' },
  labels: { env: 'prod' },
  cost: { cpu: 2, ramGb: 4 },
  parents: [],
  children: [],
  revision: 1,
  requestedBy: 'user:default/tess',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  allowedActions: [],
  entityRef: 'resource:default/project-checkout-shop',
  links: [],
};
const report: DirectoryReport = {
  checkedAt: '2026-01-01T00:00:00.000Z',
  users: [
    {
      userRef: 'user:default/tess',
      username: 'tess',
      groups: [],
      bindings: [{ role: 'team_lead', unitId: checkout.id, source: 'ldap' }],
    },
  ],
  unmappedGroups: [],
};

/** The REST API over a set of records, as the client meets it. */
class Backend {
  units = new Map([payments, checkout].map(unit => [unit.id, unit]));
  resources = new Map([[shop.id, shop]]);
  directoryDown = false;

  readonly fetch: typeof fetch = async input => {
    const { pathname, searchParams } = new URL(String(input));
    const [, kind, id] = pathname.split('/');
    if (kind === 'openapi.json') return Response.json({ openapi: '3.1.0' });
    if (kind === 'directory') {
      return this.directoryDown ? new Response('{}', { status: 503 }) : Response.json(report);
    }
    const records = kind === 'units' ? this.units : this.resources;
    if (id) {
      const record = records.get(id);
      return record ? Response.json(record) : new Response('{}', { status: 404 });
    }
    const all = [...records.values()];
    const from = Number(searchParams.get('cursor') ?? 0);
    return Response.json({
      items: all.slice(from, from + 1),
      nextCursor: from + 1 < all.length ? String(from + 1) : undefined,
    });
  };
}

function setUp() {
  const backend = new Backend();
  const mutations: EntityProviderMutation[] = [];
  const reader = new InfraReader(
    createInfraClient({
      discoveryApi: { getBaseUrl: async () => 'http://infra' },
      fetchApi: { fetch: backend.fetch },
    }),
    mockServices.auth(),
    { getBaseUrl: async () => 'http://infra' },
    backend.fetch,
  );
  const logger = mockServices.logger.mock();
  const provider = new InfraEntityProvider(
    reader,
    new Members(() => reader.directory(), logger),
    logger,
  );
  const connect = () =>
    provider.connect({
      applyMutation: async mutation => void mutations.push(mutation),
      refresh: async () => {},
    });
  return { backend, connect, logger, mutations, provider };
}

const added = (mutation: EntityProviderMutation): Entity[] =>
  (mutation.type === 'full' ? mutation.entities : mutation.added).map(({ entity }) => entity);

describe('InfraEntityProvider', () => {
  it('provides every page of units and resources, with relations and members', async () => {
    const { connect, mutations, provider } = setUp();
    await connect();
    await provider.refresh();

    const [department, team, resource] = added(mutations[0]);
    expect(department.spec).toMatchObject({ type: 'department', members: [] });
    expect(team.spec).toMatchObject({
      parent: 'group:default/department-payments',
      members: ['user:default/tess'],
    });
    expect(resource).toMatchObject({
      metadata: {
        annotations: { 'argocd/app-name': 'namespaces' },
        labels: { env: 'prod' },
      },
      spec: { owner: 'group:default/team-checkout', lifecycle: 'production' },
    });
  });

  it('provides entities that the catalog accepts', async () => {
    const { connect, mutations, provider } = setUp();
    await connect();
    await provider.refresh();

    const [department, team, resource, api] = added(mutations[0]);
    await expect(groupEntityV1alpha1Validator.check(department)).resolves.toBe(true);
    await expect(groupEntityV1alpha1Validator.check(team)).resolves.toBe(true);
    await expect(resourceEntityV1alpha1Validator.check(resource)).resolves.toBe(true);
    await expect(apiEntityV1alpha1Validator.check(api)).resolves.toBe(true);
  });

  it('provides the REST API as soon as there is a unit that it belongs to', async () => {
    const { backend, connect, mutations, provider } = setUp();
    await connect();
    await provider.refresh();
    backend.resources.clear();
    backend.units.clear();
    await provider.refresh();

    expect(added(mutations[0])[3]).toMatchObject({
      kind: 'API',
      spec: {
        type: 'openapi',
        owner: 'group:default/department-payments',
        definition: '{"openapi":"3.1.0"}',
      },
    });
    expect(added(mutations[1])).toEqual([]);
  });

  it('provides the REST API with the unit at the top, before the next full refresh', async () => {
    const { connect, mutations, provider } = setUp();
    await connect();
    const { id, entityRef } = payments;
    await provider.onChange(EVENT_TOPIC_UNITS, { id, change: 'upserted', entityRef });
    await provider.onChange(EVENT_TOPIC_UNITS, {
      id: checkout.id,
      change: 'upserted',
      entityRef: checkout.entityRef,
    });

    expect(mutations.map(mutation => added(mutation).map(({ kind }) => kind))).toEqual([
      ['Group', 'API'],
      ['Group'],
    ]);
  });

  it('follows a change at once, and a removal', async () => {
    const { backend, connect, mutations, provider } = setUp();
    await connect();
    const event = { id: shop.id, change: 'upserted', entityRef: shop.entityRef } as const;
    await provider.onChange(EVENT_TOPIC_RESOURCES, event);
    backend.resources.delete(shop.id);
    await provider.onChange(EVENT_TOPIC_RESOURCES, event);

    expect(added(mutations[0])).toHaveLength(1);
    expect(mutations[1]).toEqual({
      type: 'delta',
      added: [],
      removed: [{ entityRef: shop.entityRef, locationKey: 'infra' }],
    });
  });

  it('reads a record once when several changes of it come together', async () => {
    const { connect, mutations, provider } = setUp();
    await connect();
    const event = { id: shop.id, change: 'upserted', entityRef: shop.entityRef } as const;
    await Promise.all(
      Array.from({ length: 5 }, () => provider.onChange(EVENT_TOPIC_RESOURCES, event)),
    );
    expect(mutations).toHaveLength(1);
  });

  it('keeps members while the directory is down', async () => {
    const { backend, connect, mutations, provider } = setUp();
    await connect();
    await provider.refresh();
    backend.directoryDown = true;
    await provider.refresh();

    expect(added(mutations[1])[1].spec).toMatchObject({ members: ['user:default/tess'] });
  });

  it('gives a unit its members also before the first full refresh of this process', async () => {
    const { connect, mutations, provider } = setUp();
    await connect();
    await provider.onChange(EVENT_TOPIC_UNITS, {
      id: checkout.id,
      change: 'upserted',
      entityRef: checkout.entityRef,
    });
    expect(added(mutations[0])[0].spec).toMatchObject({ members: ['user:default/tess'] });
  });

  it('tells when a change cannot be taken over, and goes on', async () => {
    const { connect, logger, mutations, provider } = setUp();
    const event = { id: shop.id, change: 'upserted', entityRef: shop.entityRef } as const;
    await provider.onChange(EVENT_TOPIC_RESOURCES, event);
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining(shop.entityRef));

    await connect();
    await provider.onChange(EVENT_TOPIC_RESOURCES, event);
    expect(mutations).toHaveLength(1);
  });
});
