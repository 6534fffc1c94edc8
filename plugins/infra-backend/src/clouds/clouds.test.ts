import type { JsonObject } from '@backstage/types';
import { type InfraBackend, buildSmallOrganisation, startInfraBackend } from '../__testUtils__';

jest.setTimeout(120_000);

const UPLOAD = `import infrar.storage as storage

def main():
    storage.upload(bucket='b', source='a.txt', destination='a.txt')

if __name__ == '__main__':
    main()
`;

describe('clouds', () => {
  let backend: InfraBackend;
  beforeAll(async () => {
    backend = await startInfraBackend();
    await buildSmallOrganisation(backend);
  });
  afterAll(() => backend.stop());

  const post = (path: string, body: JsonObject) => backend.as('tess').post(path, body);

  it('are listed with regions, services, prices and ways to sign in', async () => {
    const { body } = await backend.as('tess').get('/clouds').expect(200);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(['aws', 'azure', 'gcp']);
    for (const cloud of body.items) {
      expect(cloud.diagnostics).toEqual([]);
      expect(cloud.capabilities).toEqual(['compute', 'database', 'messaging', 'storage']);
      expect(cloud.authMethods.length).toBeGreaterThanOrEqual(2);
      expect(cloud.regions.length).toBeGreaterThanOrEqual(12);
    }
    const one = await backend.as('tess').get('/clouds/aws').expect(200);
    expect(one.body).toEqual(body.items[0]);
  });

  it('are for people with a role', async () => {
    const { body } = await backend.as('nobody').get('/clouds').expect(403);
    expect(body.error.code).toBe('NO_ROLE_ASSIGNED');
  });

  it('that are not there are 404, and ids that can be none are 400', async () => {
    for (const path of ['/clouds/ibm', '/clouds/aws/auth-methods/telepathy']) {
      const { body } = await backend.as('tess').get(path).expect(404);
      expect(body.error.code).toBe('NOT_FOUND');
    }
    await backend.as('tess').get('/clouds/..%2fetc').expect(400);
    await post('/clouds/ibm/transform', { files: { 'a.py': '' } }).expect(404);
  });

  it('guide to credentials, whose form is an integration type', async () => {
    const { body } = await backend
      .as('tess')
      .get('/clouds/aws/auth-methods/access-key')
      .expect(200);
    expect(body.guide.steps.length).toBeGreaterThan(2);
    expect(body.fields.map(({ name }: { name: string }) => name)).toContain('secret_access_key');
    const { body: types } = await backend.as('tess').get('/integration-types').expect(200);
    const type = types.items.find((each: { type: string }) => each.type === body.integrationType);
    expect(type.fields).toContainEqual(
      expect.objectContaining({ name: 'secret_access_key', secret: true, required: true }),
    );
  });

  it('are found for what code needs, with its places', async () => {
    const { body } = await post('/clouds/detect', { files: { 'app/main.py': UPLOAD } }).expect(200);
    expect(body).toMatchObject({ filesRead: 1, unserved: [], operations: ['storage.upload'] });
    expect(body.capabilities).toMatchObject([
      { capability: 'compute', implied: true },
      {
        ...{ capability: 'storage', implied: false },
        places: [{ file: 'app/main.py', line: 4, operation: 'infrar.storage.upload' }],
      },
    ]);
    const { body: found } = await post('/clouds/options', { files: { 'main.py': UPLOAD } }).expect(
      200,
    );
    expect(found.capabilities).toEqual(['compute', 'storage']);
    const costs = found.options.map(({ monthlyCost }: { monthlyCost: number }) => monthlyCost);
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
    expect(found.options.every(({ complete }: { complete: boolean }) => complete)).toBe(true);
  });

  it('say what none of them serves', async () => {
    const { body } = await post('/clouds/options', { capabilities: ['storage', 'oracle'] }).expect(
      200,
    );
    for (const option of body.options) {
      expect(option).toMatchObject({ complete: false, missing: ['oracle'] });
    }
  });

  it.each(['aws', 'azure', 'gcp'])('rewrite code for %s and change nothing else', async cloud => {
    const files = { 'main.py': UPLOAD, 'other.py': 'x = 1\r\n', 'README.md': '# infrar' };
    const { body } = await post(`/clouds/${cloud}/transform`, { files }).expect(200);
    expect(body.diagnostics).toEqual([]);
    expect(body.files['main.py']).not.toContain('infrar');
    expect(body.files).toMatchObject({ 'other.py': 'x = 1\r\n', 'README.md': '# infrar' });
    expect(body.changed).toEqual([
      { file: 'main.py', diff: expect.stringContaining('-    storage.upload(') },
    ]);
    expect(body.requirements.length).toBeGreaterThanOrEqual(1);
  });

  it('generate a configuration, or say what is wrong with the request', async () => {
    const wish = { projectName: 'shop', environment: 'dev', capabilities: ['storage'] };
    const { body } = await post('/clouds/aws/generate', wish).expect(200);
    expect(body.diagnostics.filter((d: { severity: string }) => d.severity === 'error')).toEqual(
      [],
    );
    expect(Object.keys(body.files)).toEqual(
      expect.arrayContaining(['main.tf', 'outputs.tf', 'provider.tf', 'terraform.tfvars']),
    );
    const { body: wrong } = await post('/clouds/aws/generate', {
      ...wish,
      region: 'moon-1',
    }).expect(200);
    expect(wrong.files).toEqual({});
    expect(wrong.diagnostics).toContainEqual(expect.objectContaining({ severity: 'error' }));
  });

  it.each([
    ['/clouds/detect', {}, '/files'],
    ['/clouds/detect', { files: {} }, '/files'],
    ['/clouds/detect', { files: { 'a.py': 1 } }, '/files/a.py'],
    ['/clouds/detect-in-repository', {}, '/repository'],
    ['/clouds/detect-in-repository', { repository: 'file:///etc' }, '/repository'],
    ['/clouds/options', {}, ''],
    ['/clouds/options', { capabilities: [] }, '/capabilities'],
    ['/clouds/options', { capabilities: ['../x'] }, '/capabilities/0'],
    ['/clouds/aws/generate', { projectName: '', capabilities: ['storage'] }, '/projectName'],
    ['/clouds/aws/generate', { projectName: 'a', capabilities: ['storage'], x: 1 }, ''],
  ])('refuse a body that breaks a rule: %s %j', async (path, given, pointer) => {
    const { body } = await post(path, given).expect(400);
    expect(body.error.details.map((detail: { pointer: string }) => detail.pointer)).toContain(
      pointer,
    );
  });

  it('take code bases that are larger than other bodies', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`m${index}.py`, `# ${'x'.repeat(99_000)}\n`]),
    );
    const { body } = await post('/clouds/detect', { files }).expect(200);
    expect(body.filesRead).toBe(30);
    await post('/clouds/aws/generate', { projectName: 'x'.repeat(2_000_000) }).expect(400);
  });
});
