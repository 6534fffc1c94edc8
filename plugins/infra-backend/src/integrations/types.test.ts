import { createBackendModule } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  type IntegrationTypeDefinition,
  integrationTypesExtensionPoint,
} from '@bailiwick/backstage-plugin-infra-node';
import { buildSmallOrganisation, startInfraBackend } from '../__testUtils__';
import { encryptionKey, startOutside } from './__testUtils__';
import { AllowedHosts } from './AllowedHosts';
import { IntegrationTypes } from './types';
import { askOutside } from './validation';

jest.setTimeout(120_000);

const cloud: IntegrationTypeDefinition = {
  type: 'cloud-key',
  title: 'Key of a cloud',
  fields: [{ name: 'key', title: 'Key', secret: true, required: true, pattern: '[a-z0-9-]+' }],
  environment: ({ key }) => ({ CLOUD_KEY: key }),
  async validate({ key }) {
    throw new Error(`The cloud said: no account for ${key} at https://cloud.example/?key=${key}`);
  },
};

const moduleWith = (...types: IntegrationTypeDefinition[]) =>
  createBackendModule({
    pluginId: 'infra',
    moduleId: 'cloud',
    register(env) {
      env.registerInit({
        deps: { integrationTypes: integrationTypesExtensionPoint },
        init: async ({ integrationTypes }) => types.forEach(integrationTypes.addIntegrationType),
      });
    },
  });

describe('an integration type of a module', () => {
  it('is listed, stored and validated like the built-in ones, and its messages are masked', async () => {
    const backend = await startInfraBackend({
      infra: { encryption: { keys: [encryptionKey('k1')] } },
      features: [moduleWith(cloud)],
    });
    try {
      await backend.give('ada', 'center_admin');
      const ada = backend.as('ada');
      const { body: types } = await ada.get('/integration-types').expect(200);
      expect(types.items).toContainEqual({
        ...{ type: 'cloud-key', title: 'Key of a cloud', fields: cloud.fields, canValidate: true },
      });
      const wish = { name: 'cloud', type: 'cloud-key', values: { key: 'abc-123' } };
      const { body } = await ada.post('/integrations', wish).expect(201);
      const answer = await ada.post(`/integrations/${body.id}/validate`).expect(200);
      expect(answer.body).toEqual({
        valid: false,
        message: 'The cloud said: no account for ******** at https://cloud.example/?key=********',
      });
    } finally {
      await backend.stop();
    }
  });

  it('has a name of its own, and patterns that can be read', () => {
    const types = new IntegrationTypes();
    expect(() => types.add({ ...cloud, type: 'slack' })).toThrow(
      'two integration types named slack',
    );
    const [field] = cloud.fields;
    expect(() => types.add({ ...cloud, fields: [{ ...field, pattern: '(' }] })).toThrow();
  });

  it('that never answers is not waited for', async () => {
    const silent = { ...cloud, validate: () => new Promise<void>(() => {}) };
    expect(await askOutside(silent, { plain: {}, secret: { key: 'x' } }, 50)).toBe(
      'It did not answer in time',
    );
  });
});

describe('infra.integrations.allowedHosts', () => {
  const read = (allowedHosts: string[]) =>
    AllowedHosts.fromConfig(new ConfigReader({ infra: { integrations: { allowedHosts } } }));

  it.each([
    ['https://git.example', undefined],
    ['https://GIT.example:8443/group', undefined],
    ['https://hooks.acme.example/x', undefined],
    ['https://acme.example/x', 'url'],
    ['https://notacme.example/x', 'url'],
    ['https://git.example.evil.example', 'url'],
    ['http://169.254.169.254/latest', 'url'],
    ['http://[::1]:7007/', 'url'],
  ])('decides upon %s', (url, refused) => {
    expect(read(['git.example', '*.acme.example']).refusedField({}, { url })).toBe(refused);
  });

  it('has hosts, without ports and schemes', () => {
    for (const odd of ['https://git.example', 'git.example:443', '*']) {
      expect(() => read([odd])).toThrow(`infra.integrations.allowedHosts has "${odd}"`);
    }
    expect(
      AllowedHosts.fromConfig(new ConfigReader({})).refusedField({}, { url: 'http://x' }),
    ).toBe(undefined);
  });

  it('refuses what is made, and calls nothing that was made before', async () => {
    const keys = [encryptionKey('k1')];
    const open = await startInfraBackend({ infra: { encryption: { keys } } });
    const outside = await startOutside((_request, response) => void response.end());
    try {
      await open.give('ada', 'center_admin');
      const values = { url: outside.url, username: 'robot', password: 'p4ssword' };
      const wish = { name: 'basic', type: 'http-basic', values };
      const { body } = await open.as('ada').post('/integrations', wish).expect(201);
      const strict = await startInfraBackend({
        database: open.database,
        infra: { encryption: { keys }, integrations: { allowedHosts: ['git.example'] } },
      });
      try {
        const ada = strict.as('ada');
        const refusal = await ada.post('/integrations', { ...wish, name: 'other' }).expect(400);
        const message = 'must be on a host that infra.integrations.allowedHosts lists';
        expect(refusal.body.error.details).toEqual([{ pointer: '/values/url', message }]);
        const answer = await ada.post(`/integrations/${body.id}/validate`).expect(200);
        expect(answer.body).toEqual({ valid: false, message: `url ${message}` });
        expect(outside.requests).toEqual([]);
      } finally {
        await strict.stop();
      }
    } finally {
      await outside.stop();
      await open.stop();
    }
  });
});

describe('the permission policy', () => {
  it.each([
    ['infra.integration.manage', 'post', '/integrations'],
    ['infra.integration.read', 'get', '/integrations'],
    ['infra.secret.manage', 'post', '/secrets'],
    ['infra.secret.read', 'get', '/secrets'],
  ] as const)('that denies %s refuses an administrator', async (permission, method, path) => {
    const backend = await startInfraBackend({
      infra: { encryption: { keys: [encryptionKey('k1')] } },
      permissions: {
        authorize: async requests =>
          requests.map(({ permission: { name } }) => ({
            result: name === permission ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
          })),
        authorizeConditional: async requests =>
          requests.map(() => ({ result: AuthorizeResult.ALLOW })),
      },
    });
    try {
      const { checkout } = await buildSmallOrganisation(backend);
      const ada = backend.as('ada');
      const values = path === '/secrets' ? { value: 'x' } : { type: 'slack', values: {} };
      const asked =
        method === 'get'
          ? ada.get(path)
          : ada.post(path, { name: 'denied', unitId: checkout.id, ...values });
      const { body } = await asked.expect(403);
      expect(body.error.message).toContain(permission);
    } finally {
      await backend.stop();
    }
  });
});
