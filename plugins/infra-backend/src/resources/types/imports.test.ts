import type { JsonValue } from '@backstage/types';
import type { Provisioner } from '@bailiwick/backstage-plugin-infra-node';
import { validationError } from '@bailiwick/backstage-plugin-infra-node';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { buildSmallOrganisation, type Caller, type InfraBackend } from '../../__testUtils__';
import { temporaryFolder } from '../../runs/__testUtils__/openRunHouse';
import { problemsOf, startTypeBackend } from './__testUtils__/typeBackend';

jest.setTimeout(120_000);

/** Modules are folders with one JSON file per variable. */
const folderProvisioner: Provisioner = {
  ...{ id: 'folders', recovery: 'resume', concurrency: 1, canUpdate: true },
  settingsSchema: z.object({ folder: z.string(), ref: z.string().optional() }),
  apply: async () => ({}),
  destroy: async () => {},
  async inspect({ folder, ref }, signal) {
    signal.throwIfAborted();
    if (typeof folder !== 'string') {
      throw validationError([{ pointer: '/source/folder', message: 'is required' }]);
    }
    const properties: Record<string, JsonValue> = {};
    const required: string[] = [];
    for (const file of (await readdir(folder)).sort()) {
      const { isRequired, ...schema } = JSON.parse(await readFile(join(folder, file), 'utf8'));
      const name = file.replace('.json', '');
      properties[name] = schema;
      if (isRequired) required.push(name);
    }
    return {
      name: 'S3_bucket',
      documentation: '# A bucket',
      settings: { folder, ...(ref ? { ref } : {}) },
      schema: { type: 'object', additionalProperties: false, properties, required },
      outputs: [{ name: 'arn', sensitive: false }],
      notes: ['No provider is named'],
    };
  },
};

let backend: InfraBackend;
let ada: Caller;
let folder: string;

beforeAll(async () => {
  ({ backend } = await startTypeBackend({ provisioners: [folderProvisioner] }));
  await buildSmallOrganisation(backend);
  ada = backend.as('ada');
  folder = temporaryFolder();
  await writeFile(join(folder, 'region.json'), '{"type": "string", "isRequired": true}');
  await writeFile(join(folder, 'size.json'), '{"type": "integer", "default": 1}');
  await writeFile(join(folder, 'password.json'), '{"type": "string", "sensitive": true}');
});
afterAll(() => backend.stop());

const propose = (more: object = {}, source: object = {}) =>
  ada.post('/resource-types/import', {
    provisioner: 'folders',
    source: { folder, ...source },
    ...more,
  });

describe('a module', () => {
  it('is proposed as a type, and nothing is stored', async () => {
    const { body } = await propose().expect(200);
    expect(body.proposal).toMatchObject({
      ...{ name: 's3-bucket', title: 'S3 bucket', documentation: '# A bucket' },
      provisioner: 'folders',
      versions: [
        {
          ...{ version: '1.0.0', lifecycle: 'active', settings: { folder } },
          schema: { required: ['region'], properties: { size: { type: 'integer', default: 1 } } },
          outputs: [{ name: 'arn', sensitive: false }],
        },
      ],
    });
    expect(body.notes).toEqual([
      'No provider is named',
      'What one resource takes from the quota is not known: set cost',
    ]);
    await ada.get('/resource-types/s3-bucket').expect(404);
  });

  it('takes its version from the source, unless one is asked for', async () => {
    const versionOf = async (more: object, source: object) =>
      (await propose(more, source).expect(200)).body.proposal.versions[0].version;
    expect(await versionOf({}, { ref: 'v2.1.0' })).toBe('v2.1.0');
    expect(await versionOf({}, { ref: 'feature/x' })).toBe('1.0.0');
    expect(await versionOf({ version: '3' }, { ref: 'v2.1.0' })).toBe('3');
  });

  it('that was imported before becomes a new version, with what administrators made of the type', async () => {
    const { body } = await propose({ name: 'store' }).expect(200);
    const { proposal } = body;
    const [version] = proposal.versions;
    version.schema.properties.region = {
      ...{ type: 'string', title: 'Region', enum: ['north', 'south'], frozen: true },
    };
    version.schema.properties.size.restricted = true;
    const approval = { steps: [{ title: 'Ask', approvers: { role: 'dept_admin' } }] };
    await ada
      .post('/resource-types', {
        ...proposal,
        ...{ title: 'Our store', labels: { cloud: 'aws' }, cost: { cpu: 1 }, approval },
        policies: [{ name: 'p', expression: 'variables.size < 5', message: 'Less' }],
      })
      .expect(201);

    const unchanged = await propose({ name: 'store' }).expect(200);
    expect(unchanged.body.notes).toContain('Nothing has changed since version 1.0.0');

    await writeFile(join(folder, 'colour.json'), '{"type": "string", "isRequired": true}');
    await writeFile(join(folder, 'password.json'), '{"type": "object"}');
    await writeFile(
      join(folder, 'region.json'),
      '{"type": "string", "description": "Where", "isRequired": true}',
    );
    const { body: again } = await propose({ name: 'store', version: '1.0.0' }).expect(200);
    expect(again.proposal).toMatchObject({
      ...{ title: 'Our store', labels: { cloud: 'aws' }, cost: { cpu: 1, ramGb: 0 } },
      policies: [{ name: 'p' }],
    });
    expect(again.proposal.approval.steps).toHaveLength(1);
    const [next] = again.proposal.versions;
    expect(next.version).toBe('1.1.0');
    expect(next.schema.properties).toEqual({
      region: {
        ...{ type: 'string', description: 'Where', title: 'Region' },
        ...{ enum: ['north', 'south'], frozen: true },
      },
      size: { type: 'integer', default: 1, restricted: true },
      colour: { type: 'string' },
      password: { type: 'object', sensitive: true },
    });
    expect(again.notes).toEqual([
      'No provider is named',
      'colour is new and required',
      'password has another type: what it allows is taken from the module',
      'There is a version 1.0.0 already: this one is 1.1.0',
    ]);

    await ada.post('/resource-types/store/versions', next).expect(201);
    const { body: stored } = await ada.get('/resource-types/store').expect(200);
    expect(stored.versions.map((one: { version: string }) => one.version)).toEqual([
      '1.0.0',
      '1.1.0',
    ]);
  });

  it('is not read where nobody can', async () => {
    expect(await problemsOf(propose({ provisioner: 'castles' }))).toEqual([
      '/provisioner is not installed; modules are read by folders',
    ]);
    expect(await problemsOf(propose({ provisioner: 'things' }))).toEqual([
      '/provisioner cannot read modules',
    ]);
    expect(await problemsOf(propose({}, { folder: 7 }))).toEqual(['/source/folder is required']);
  });

  it('that cannot be read is told without what the provisioner said', async () => {
    const { body } = await propose({}, { folder: join(folder, 'secret-place') }).expect(502);
    expect(body.error).toMatchObject({
      code: 'UPSTREAM_FAILED',
      message: 'The module could not be read',
    });
  });
});
