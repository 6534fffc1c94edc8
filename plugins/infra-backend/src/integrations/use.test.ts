import { randomUUID } from 'node:crypto';
import { mockCredentials } from '@backstage/backend-test-utils';
import type { Role } from '@bailiwick/backstage-plugin-infra-common';
import {
  buildSmallOrganisation,
  type InfraBackend,
  type SmallOrganisation,
  startInfraBackend,
} from '../__testUtils__';
import type { Actor } from '../access';
import type { CredentialUse } from './ResourceIntegrations';
import { encryptionKey, type IntegrationHouse, openIntegrationHouse } from './__testUtils__';

jest.setTimeout(120_000);

describe('credentials in use', () => {
  const infra = { encryption: { keys: [encryptionKey('k1')] } };
  let backend: InfraBackend;
  let units: SmallOrganisation;
  let house: IntegrationHouse;
  beforeAll(async () => {
    backend = await startInfraBackend({ infra });
    units = await buildSmallOrganisation(backend);
    house = openIntegrationHouse(backend.database, infra);
  });
  afterAll(() => backend.stop());

  let count = 0;
  const make = async (by: string, type: string, values: object, unitId?: string) => {
    const wish = { name: `i-${count++}`, type, values, ...(unitId ? { unitId } : {}) };
    const { body } = await backend.as(by).post('/integrations', wish).expect(201);
    return body.id as string;
  };
  const variables = (values: object, unitId = units.checkout.id) =>
    make('ada', 'environment', values, unitId);
  const putResource = async () => {
    const id = randomUUID();
    await backend.database.knex('resources').insert({
      ...{ id, name: `r-${id}`, type: 'vm', version: '1', unit_id: units.checkout.id },
      ...{ state: 'provision', status: 'queued', requested_by: 'user:default/tess' },
    });
    return id;
  };
  const link = async (ids: string[]) => {
    const resourceId = await putResource();
    await backend.database.knex.transaction(trx => house.integrations.link(trx, resourceId, ids));
    return resourceId;
  };
  const noFolder = () => Promise.reject(new Error('There are no files'));
  const environmentOf = async (wanted: CredentialUse) =>
    (await house.integrations.credentialsOf(wanted, noFolder)).variables;
  const use = (resourceId: string) => ({
    ...{ resourceId, runId: randomUUID(), requestedBy: 'user:default/tess' },
  });
  const actor = async (role: Role, unitId: string): Promise<Actor> => {
    const unit = await house.units.get(unitId);
    return {
      ...{ ref: 'user:default/somebody', kind: 'user', requestId: 'request-1' },
      credentials: mockCredentials.user(),
      memberOf: async () => [],
      bindings: [{ role, source: 'manual', unitId, unit }],
    };
  };

  describe('of a resource', () => {
    it('become one environment, in the order of the request', async () => {
      const cloud = await variables({ AWS_ACCESS_KEY_ID: 'AKIA1', AWS_REGION: 'eu-west-1' });
      const basic = await make('ada', 'http-basic', {
        ...{ url: 'https://registry.example', username: 'robot', password: 'p4ssword' },
        prefix: 'REGISTRY',
      });
      const resourceId = await link([basic, cloud]);
      expect(await environmentOf(use(resourceId))).toEqual({
        AWS_ACCESS_KEY_ID: 'AKIA1',
        AWS_REGION: 'eu-west-1',
        REGISTRY_URL: 'https://registry.example',
        REGISTRY_USERNAME: 'robot',
        REGISTRY_PASSWORD: 'p4ssword',
      });
      expect(await house.integrations.idsOf([resourceId])).toEqual(
        new Map([[resourceId, [basic, cloud]]]),
      );
    });

    it('number the settings of several git hosts through', async () => {
      const host = (name: string) => ({
        ...{ url: `https://${name}.example/group/`, username: 'robot', token: 'secret-token' },
      });
      const ids = [
        await make('ada', 'git-host', host('one')),
        await make('ada', 'git-host', host('two')),
      ];
      const environment = await environmentOf(use(await link(ids)));
      const header = `Authorization: Basic ${Buffer.from('robot:secret-token').toString('base64')}`;
      expect(environment).toEqual({
        GIT_CONFIG_COUNT: '2',
        GIT_CONFIG_KEY_0: 'http.https://one.example/group/.extraHeader',
        GIT_CONFIG_VALUE_0: header,
        GIT_CONFIG_KEY_1: 'http.https://two.example/group/.extraHeader',
        GIT_CONFIG_VALUE_1: header,
      });
    });

    it('are refused where two set a variable differently', async () => {
      const ids = [await variables({ TOKEN: 'first-value' }), await variables({ TOKEN: 'second' })];
      const environment = environmentOf(use(await link(ids)));
      await expect(environment).rejects.toThrow(/^The integrations i-\d+ and i-\d+ both set TOKEN/);
      await expect(environment).rejects.not.toThrow(/first-value|second/);
    });

    it('are written into the audit trail each time that they are opened', async () => {
      const id = await variables({ TOKEN: 'value' });
      const wanted = use(await link([id]));
      await environmentOf(wanted);
      const { items } = await house.commons.audit.list({ kind: 'integration', id }, { limit: 10 });
      expect(items[0]).toMatchObject({
        event: 'credentials-used',
        actor: 'user:default/tess',
        after: { runId: wanted.runId, resourceId: wanted.resourceId },
      });
    });

    it('change with the request, and cannot be linked once they are gone', async () => {
      const [first, second] = [await variables({ A: 'value' }), await variables({ B: 'value' })];
      const resourceId = await link([first, second]);
      const { knex } = backend.database;
      await knex.transaction(trx => house.integrations.link(trx, resourceId, [second]));
      expect((await house.integrations.idsOf([resourceId])).get(resourceId)).toEqual([second]);
      const gone = knex.transaction(trx =>
        house.integrations.link(trx, resourceId, [second, randomUUID()]),
      );
      await expect(gone).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
      expect((await house.integrations.idsOf([resourceId])).get(resourceId)).toEqual([second]);
    });

    it('may be its own, those above, and everybody’s', async () => {
      const everybodys = await make('ada', 'environment', { A: 'value' });
      const above = await variables({ A: 'value' }, units.payments.id);
      const own = await variables({ A: 'value' });
      const sibling = await variables({ A: 'value' }, units.risk.id);
      const unknown = randomUUID();
      const unit = await house.units.get(units.checkout.id);
      const lead = await actor('team_lead', units.checkout.id);
      const ids = [everybodys, sibling, above, unknown, own];
      const message = 'must be the id of an integration that Checkout may use';
      expect(await house.integrations.usable(lead, unit, ids)).toEqual([
        { pointer: '/integrations/1', message },
        { pointer: '/integrations/3', message },
      ]);
      const stranger = await actor('team_lead', units.routing.id);
      expect(await house.integrations.usable(stranger, unit, [everybodys, own])).toEqual([
        { pointer: '/integrations/1', message },
      ]);
    });
  });

  describe('as secrets', () => {
    const put = async (by: string, unitId: string, name: string, value: string) => {
      await backend.as(by).post('/secrets', { name, unitId, value }).expect(201);
    };
    const run = { runId: randomUUID(), requestedBy: 'user:default/tess' };

    it('come from the nearest unit that has one of the name', async () => {
      await put('dora', units.payments.id, 'db', 'of-payments');
      await put('dora', units.payments.id, 'mail', 'mail-of-payments');
      await put('tess', units.checkout.id, 'db', 'of-checkout');
      const checkout = await house.secrets.resolve(units.checkout.id, ['db', 'mail'], run);
      expect(Object.fromEntries(checkout)).toEqual({ db: 'of-checkout', mail: 'mail-of-payments' });
      const risk = await house.secrets.resolve(units.risk.id, ['db'], run);
      expect(Object.fromEntries(risk)).toEqual({ db: 'of-payments' });
      const wanted = ['db', 'nothing', 'mail'];
      expect(await house.secrets.exists(units.checkout.id, wanted)).toEqual(
        new Set(['db', 'mail']),
      );
    });

    it('that are missing are named, and nothing is opened', async () => {
      await put('tom', units.risk.id, 'own', 'value');
      const entries = () =>
        backend.database.knex('audit_entries').where({ event: 'credentials-used' });
      const before = (await entries()).length;
      await expect(house.secrets.resolve(units.risk.id, ['own', 'nothing'], run)).rejects.toThrow(
        'Neither the unit nor one above it has a secret named nothing',
      );
      await expect(house.secrets.resolve(units.routing.id, ['own'], run)).rejects.toThrow(
        'named own',
      );
      expect((await entries()).length).toBe(before);
    });

    it('are written into the audit trail with the run', async () => {
      await put('tess', units.checkout.id, 'traced', 'value-of-traced');
      await house.secrets.resolve(units.checkout.id, ['traced'], run);
      const row = await backend.database.knex('audit_entries').orderBy('id', 'desc').first();
      expect(row).toMatchObject({
        event: 'credentials-used',
        actor: 'user:default/tess',
        after: { name: 'traced', provider: 'built-in', runId: run.runId },
      });
    });
  });
});
