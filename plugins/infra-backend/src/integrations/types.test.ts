import { createBackendModule } from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  type IntegrationTypeDefinition,
  integrationTypesExtensionPoint,
} from '@bailiwick/backstage-plugin-infra-node';
import { buildSmallOrganisation, startInfraBackend } from '../__testUtils__';
import { encryptionKey } from './__testUtils__';
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
