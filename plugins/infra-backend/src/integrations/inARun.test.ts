import { createBackendModule } from '@backstage/backend-plugin-api';
import type { Variables } from '@bailiwick/backstage-plugin-infra-common';
import {
  type ApplyResult,
  type IntegrationTypeDefinition,
  integrationTypesExtensionPoint,
  type ProvisionerContext,
} from '@bailiwick/backstage-plugin-infra-node';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  buildSmallOrganisation,
  type InfraBackend,
  type SmallOrganisation,
} from '../__testUtils__';
import {
  bucket,
  startTypeBackend,
  withVariables,
} from '../resources/types/__testUtils__/typeBackend';
import { temporaryFolder } from '../runs/__testUtils__/openRunHouse';
import { ThingProvisioner } from '../runs/__testUtils__/ThingProvisioner';
import { until } from '../runs/__testUtils__/waiting';
import { encryptionKey } from './__testUtils__';

jest.setTimeout(120_000);

const KEY = 'AKIA-of-the-run';
const PASSWORD = 'password-of-the-run';

const KEY_LINE = 'line-of-the-key-file';

/** Credentials that a tool reads from a file. */
const keyFile: IntegrationTypeDefinition = {
  type: 'key-file',
  title: 'Key file',
  fields: [{ name: 'key', title: 'Key', secret: true, required: true, multiline: true }],
  files: ({ key }) => [{ name: 'key', path: 'cloud/key.json', content: key }],
  environment: (_values, { key }) => ({ CLOUD_KEY_FILE: key, CLOUD_PROFILE: 'from-a-file' }),
};

const keyFileModule = createBackendModule({
  pluginId: 'infra',
  moduleId: 'key-file',
  register(env) {
    env.registerInit({
      deps: { types: integrationTypesExtensionPoint },
      init: async ({ types }) => types.addIntegrationType(keyFile),
    });
  },
});

/** Looks at what it is given, and writes it into its log as a careless tool would. */
class CarelessProvisioner extends ThingProvisioner {
  environment: Record<string, string> = {};
  variables: Variables = {};
  file?: { path: string; mode: number; folderMode: number };

  override async apply(context: ProvisionerContext<{}>): Promise<ApplyResult> {
    const log = await context.phase('apply');
    this.environment = await context.environment();
    this.variables = context.resource.variables;
    log.write('stdout', `key ${this.environment.CLOUD_KEY}, password ${this.variables.password}\n`);
    log.write('stdout', `debug ${this.environment.DEBUG} of 1\n`);
    const path = this.environment.CLOUD_KEY_FILE;
    if (path) {
      const modeOf = async (of: string) => (await stat(of)).mode % 0o1000;
      this.file = { path, mode: await modeOf(path), folderMode: await modeOf(dirname(path)) };
      log.write('stdout', `file ${path}\n${await readFile(path, 'utf8')}\n`);
    }
    return super.apply(context);
  }
}

describe('a run', () => {
  let backend: InfraBackend;
  let units: SmallOrganisation;
  const careless = new CarelessProvisioner(temporaryFolder(), 'careless');

  beforeAll(async () => {
    ({ backend } = await startTypeBackend({
      infra: { encryption: { keys: [encryptionKey('k1')] }, notifications: { send: false } },
      provisioners: [careless],
      features: [keyFileModule],
    }));
    units = await buildSmallOrganisation(backend);
    const ada = backend.as('ada');
    const variables = withVariables({ password: { type: 'string', sensitive: true } });
    await ada
      .post('/resource-types', bucket({ name: 'careless', provisioner: 'careless' }, variables))
      .expect(201);
  });
  afterAll(() => backend.stop());

  it('is given credentials and secrets, and its log does not have them', async () => {
    const tess = backend.as('tess');
    const unitId = units.checkout.id;
    const { body: integration } = await tess
      .post('/integrations', {
        ...{ name: 'cloud', type: 'environment', unitId },
        values: { CLOUD_KEY: KEY, DEBUG: '1' },
      })
      .expect(201);
    const secret = { name: 'db', unitId: units.payments.id, value: PASSWORD };
    await backend.as('dora').post('/secrets', secret).expect(201);

    const { body: resource } = await tess
      .post('/resources', {
        ...{ type: 'careless', name: 'shop', unitId, integrations: [integration.id] },
        variables: { password: { $secret: 'db' } },
      })
      .expect(201);
    const done = await until(async () => {
      const { body } = await tess.get(`/resources/${resource.id}`).expect(200);
      return ['done', 'error'].includes(body.status) ? body : undefined;
    });
    expect(done).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(careless.environment).toEqual({ CLOUD_KEY: KEY, DEBUG: '1' });
    expect(careless.variables).toEqual({ password: PASSWORD });

    const { body: log } = await tess.get(`/runs/${done.lastRunId}/logs`).expect(200);
    const text = (log.items as { text: string }[]).map(line => line.text).join('\n');
    expect(text).toContain('key ***, password ***');
    expect(text).toContain('debug 1 of 1');
    const told = JSON.stringify([done, await backend.database.knex('audit_entries')]);
    expect(told).not.toMatch(new RegExp(`${KEY}|${PASSWORD}`));
    const used = await backend.database.knex('audit_entries').where({ event: 'credentials-used' });
    expect(used.map(({ subject_kind: kind, after }) => [kind, after.runId]).sort()).toEqual([
      ['integration', done.lastRunId],
      ['secret', done.lastRunId],
    ]);
    await tess.del(`/integrations/${integration.id}`).expect(409);
  });

  it('is given files that are its own, gone with it, and in no log', async () => {
    const tess = backend.as('tess');
    const unitId = units.checkout.id;
    const key = `{\n  "key": "${KEY_LINE}"\n}`;
    const { body: integration } = await tess
      .post('/integrations', { name: 'file', type: 'key-file', unitId, values: { key } })
      .expect(201);
    const { body: resource } = await tess
      .post('/resources', {
        ...{ type: 'careless', name: 'filed', unitId, integrations: [integration.id] },
        variables: { password: { $secret: 'db' } },
      })
      .expect(201);
    const done = await until(async () => {
      const { body } = await tess.get(`/resources/${resource.id}`).expect(200);
      return ['done', 'error'].includes(body.status) ? body : undefined;
    });
    expect(done).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(careless.file).toMatchObject({ mode: 0o600, folderMode: 0o700 });
    expect(careless.file!.path).toMatch(/\/cloud\/key\.json$/);
    expect(existsSync(careless.file!.path)).toBe(false);
    const { body: log } = await tess.get(`/runs/${done.lastRunId}/logs`).expect(200);
    const text = (log.items as { text: string }[]).map(line => line.text).join('\n');
    expect(text).toContain(`file ${careless.file!.path}`);
    expect(text).not.toContain(KEY_LINE);
  });
});
