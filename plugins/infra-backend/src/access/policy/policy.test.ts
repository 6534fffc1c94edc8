import { randomUUID } from 'node:crypto';
import {
  AuthorizeResult,
  type PermissionCondition,
  type PermissionCriteria,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  resourceReadPermission,
  type Unit,
  unitReadPermission,
} from '@bailiwick/backstage-plugin-infra-common';
import { mockCredentials } from '@backstage/backend-test-utils';
import supertest from 'supertest';
import {
  buildSmallOrganisation,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../../__testUtils__';
import { toRowFilter } from './rowFilter';
import {
  type PolicyResource,
  PolicySubjects,
  resourceRules,
  type RowFilter,
  unitRules,
} from './index';

type Conditions = PermissionCriteria<PermissionCondition>;

describe('the permission policy', () => {
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let decide: (permission: string) => PolicyDecision;
  let asked: string[];

  const allow = (): PolicyDecision => ({ result: AuthorizeResult.ALLOW });
  const deny = (): PolicyDecision => ({ result: AuthorizeResult.DENY });
  const onCondition = (resourceType: string, conditions: Conditions): PolicyDecision => ({
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'infra',
    resourceType,
    conditions,
  });
  const unitCondition = (rule: string, params: Record<string, string[]>): PermissionCondition => ({
    ...{ resourceType: 'infra-unit', rule, params },
  });

  beforeAll(async () => {
    decide = allow;
    asked = [];
    const answer = (permission: { name: string }) => {
      asked.push(permission.name);
      return decide(permission.name);
    };
    backend = await startInfraBackend({
      permissions: {
        authorize: async requests =>
          requests.map(({ permission }) => {
            const { result } = answer(permission);
            return { result: result === AuthorizeResult.ALLOW ? result : AuthorizeResult.DENY };
          }),
        authorizeConditional: async requests =>
          requests.map(({ permission }) => answer(permission)),
      },
    });
    units = await buildSmallOrganisation(backend);
  });
  afterAll(() => backend.stop());

  /** Decisions are kept for seconds, by user: each policy is tried with an administrator of its own. */
  let count = 0;
  const administratorUnder = async (policy: (permission: string) => PolicyDecision) => {
    const name = `admin-${count++}`;
    decide = policy;
    await backend.give(name, 'platform_admin');
    return backend.as(name);
  };

  it('cannot widen what a role allows', async () => {
    decide = allow;
    await backend.as('tess').get(`/units/${units.routing.id}`).expect(404);
    await backend.as('tess').post('/units', { kind: 'center', name: 'X' }).expect(403);
  });

  it('that denies reading units leaves none', async () => {
    const admin = await administratorUnder(name => (name === 'infra.unit.read' ? deny() : allow()));
    const { body } = await admin.get('/units').expect(200);
    expect(body.items).toEqual([]);
    await admin.get(`/units/${units.checkout.id}`).expect(404);
  });

  it('that denies editing refuses an administrator, and says by which permission', async () => {
    const admin = await administratorUnder(name => (name.endsWith('.manage') ? deny() : allow()));
    const wish = { kind: 'team', name: 'Denied', parentId: units.payments.id };
    const { body } = await admin.post('/units', wish).expect(403);
    expect(body.error).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('infra.unit.manage'),
    });
    const binding = { userRef: 'user:default/x', role: 'center_admin' };
    await admin.post('/role-bindings', binding).expect(403);
  });

  it("that denies reading the directory hides everybody's roles, but not one's own", async () => {
    const admin = await administratorUnder(name =>
      name === 'infra.directory.read' ? deny() : allow(),
    );
    await admin.get('/role-bindings').expect(403);
    await admin.get('/directory/report').expect(403);
    await admin.get('/me').expect(200);
    await backend.as('tess').get('/role-bindings').expect(200);
  });

  it('with conditions narrows lists and single units alike', async () => {
    const admin = await administratorUnder(() =>
      onCondition('infra-unit', {
        anyOf: [
          unitCondition('IS_IN_UNIT', { units: [units.payments.id] }),
          {
            allOf: [
              unitCondition('HAS_KIND', { kinds: ['team'] }),
              { not: unitCondition('IS_IN_UNIT', { units: ['group:default/field-commerce'] }) },
            ],
          },
        ],
      }),
    );
    const { body } = await admin.get('/units').expect(200);
    const names = (body.items as Unit[]).map(({ name }) => name);
    expect(names).toEqual(['Payments', 'Checkout', 'Risk', 'Routing']);
    for (const unit of Object.values(units)) {
      const { status } = await admin.get(`/units/${unit.id}`);
      expect([unit.name, status]).toEqual([unit.name, names.includes(unit.name) ? 200 : 404]);
    }
  });

  it('is asked once for a burst of requests of one user', async () => {
    const admin = await administratorUnder(allow);
    asked = [];
    await Promise.all(Array.from({ length: 20 }, () => admin.get(`/units/${units.risk.id}`)));
    expect(asked).toEqual(['infra.unit.read']);
  });

  it('that cannot be asked is a failure of that, not a permission', async () => {
    const admin = await administratorUnder(() => {
      throw new Error('connect ECONNREFUSED 10.1.2.3:7007');
    });
    const { body } = await admin.get(`/units/${units.risk.id}`).expect(502);
    expect(body.error.code).toBe('UPSTREAM_FAILED');
    expect(JSON.stringify(body)).not.toContain('10.1.2.3');
    decide = allow;
    await admin.get(`/units/${units.risk.id}`).expect(200);
  });

  describe('rules', () => {
    const resources: Record<string, string> = {};
    beforeAll(async () => {
      for (const [name, type, unit, site] of [
        ['shop', 'project', units.checkout, 'ams1'],
        ['scores', 'project', units.risk, 'fra2'],
        ['routes', 'database', units.routing, null],
      ] as const) {
        resources[name] = randomUUID();
        await backend.database.knex('resources').insert({
          ...{ id: resources[name], name, type, version: '1', unit_id: unit.id, site },
          ...{ state: 'provisioned', status: 'done' },
          requested_by: `user:default/${name}`,
        });
      }
    });

    const rows = async (table: string, filter: RowFilter) => {
      const found: { name: string }[] = await backend.database
        .knex(table)
        .select('name')
        .modify(filter)
        .orderBy('name');
      return found.map(({ name }) => name);
    };

    it('agree on rows and records of resources', async () => {
      const subjects = await new PolicySubjects(backend.database.knex).resources(
        Object.values(resources),
      );
      const expectBoth = async <P>(
        rule: {
          name: string;
          apply(resource: PolicyResource, params: P): boolean;
          toQuery(params: P): PermissionCriteria<RowFilter>;
        },
        params: P,
        expected: string[],
      ) => {
        const filtered = await rows('resources', toRowFilter(rule.toQuery(params)));
        expect([rule.name, params, filtered]).toEqual([rule.name, params, expected]);
        const applied = Object.keys(resources).filter((_, index) => {
          const subject = subjects[index];
          return subject !== undefined && rule.apply(subject, params);
        });
        expect([rule.name, params, applied.sort()]).toEqual([rule.name, params, expected]);
      };
      const { isInUnit, hasType, isAtSite, isRequestedBy } = resourceRules;
      await expectBoth(isInUnit, { units: [units.payments.id] }, ['scores', 'shop']);
      const named = ['group:default/team-risk', units.fleet.id];
      await expectBoth(isInUnit, { units: named }, ['routes', 'scores']);
      await expectBoth(isInUnit, { units: [] }, []);
      await expectBoth(isInUnit, { units: ["'; drop table units; --"] }, []);
      await expectBoth(hasType, { types: ['database'] }, ['routes']);
      await expectBoth(isAtSite, { sites: ['ams1', 'lhr3'] }, ['shop']);
      await expectBoth(isRequestedBy, { userRefs: ['user:default/shop'] }, ['shop']);
    });

    it('agree on rows and records of units', async () => {
      const all = Object.values(units);
      const subjects = await new PolicySubjects(backend.database.knex).units(
        all.map(({ id }) => id),
      );
      const params = { units: [units.commerce.entityRef] };
      const filter = toRowFilter(unitRules.isInUnit.toQuery(params));
      const applied = all.filter((_, index) => {
        const subject = subjects[index];
        return subject !== undefined && unitRules.isInUnit.apply(subject, params);
      });
      expect(await rows('units', filter)).toEqual(applied.map(({ name }) => name).sort());
      expect(applied).toHaveLength(6);
    });

    it('are there for the permission backend, which asks about records by id', async () => {
      const post = (body: object) =>
        supertest(backend.url)
          .post('/api/infra/.well-known/backstage/permissions/apply-conditions')
          .set('Authorization', mockCredentials.service.header())
          .send(body);
      const item = (id: string, resourceRef: string, resourceType: string, rule: string) => ({
        ...{ id, resourceRef, resourceType },
        conditions: { resourceType, rule, params: { units: [units.payments.id] } },
      });
      const { body } = await post({
        items: [
          item('a', units.checkout.id, 'infra-unit', 'IS_IN_UNIT'),
          item('b', units.routing.id, 'infra-unit', 'IS_IN_UNIT'),
          item('c', resources.shop, 'infra-resource', 'IS_IN_UNIT'),
          item('d', resources.routes, 'infra-resource', 'IS_IN_UNIT'),
          item('e', 'not-a-uuid', 'infra-resource', 'IS_IN_UNIT'),
        ],
      }).expect(200);
      expect(body.items.map(({ result }: { result: string }) => result)).toEqual([
        ...['ALLOW', 'DENY', 'ALLOW', 'DENY', 'DENY'],
      ]);
    });

    it('are listed with the permissions, for those who write policies', async () => {
      const { body } = await supertest(backend.url)
        .get('/api/infra/.well-known/backstage/permissions/metadata')
        .set('Authorization', mockCredentials.service.header())
        .expect(200);
      const names = (body.permissions as { name: string }[]).map(({ name }) => name);
      expect(names).toEqual(
        expect.arrayContaining([
          ...[unitReadPermission.name, resourceReadPermission.name, 'infra.unit.manage'],
        ]),
      );
      const rules = (body.rules as { resourceType: string; name: string }[]).map(
        ({ resourceType, name }) => `${resourceType} ${name}`,
      );
      expect(rules.sort()).toEqual([
        'infra-resource HAS_TYPE',
        'infra-resource IS_AT_SITE',
        'infra-resource IS_IN_UNIT',
        'infra-resource IS_REQUESTED_BY',
        'infra-unit HAS_KIND',
        'infra-unit IS_IN_UNIT',
      ]);
    });
  });
});
