import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mockCredentials } from '@backstage/backend-test-utils';
import { type Infra, startInfra } from '../../__testUtils__/startInfra';
import { Task } from '../../__testUtils__/taskContext';
import { createGenerateConfigurationAction } from './generate';

jest.setTimeout(60_000);

describe('infra:cloud:generate', () => {
  let infra: Infra;
  let task: Task;

  beforeAll(async () => {
    infra = await startInfra();
  });
  afterAll(() => infra.stop());
  beforeEach(async () => {
    task = await Task.create();
  });
  afterEach(() => task.dispose());

  const as = (name: string) => ({
    getInitiatorCredentials: async () => mockCredentials.user(`user:default/${name}`),
  });
  const generate = () => createGenerateConfigurationAction(infra.infraFor);
  const shop = (more: object = {}) => ({
    cloud: 'aws',
    projectName: 'shop',
    capabilities: ['storage', 'messaging'],
    ...more,
  });
  const read = (path: string) => readFile(join(task.workspace, path), 'utf8');

  it('writes a whole configuration, and tells the services and what it takes', async () => {
    await task.run(generate(), shop({ services: { messaging: 'sns' } }), as('tess'));
    expect(task.outputs).toMatchObject({
      files: expect.arrayContaining([
        'infrastructure/main.tf',
        'infrastructure/modules/messaging-sns/main.tf',
        'infrastructure/terraform.tfvars',
      ]),
      services: [
        { capability: 'storage', service: 's3', resourceType: 'aws-s3' },
        { capability: 'messaging', service: 'sns', resourceType: 'aws-sns' },
      ],
      requirements: { providers: [{ source: 'hashicorp/aws' }] },
    });
    expect(await read('infrastructure/main.tf')).toContain('./modules/storage-s3');
  });

  it('takes for a service what the portal would take, and finds its own files again', async () => {
    await task.run(generate(), shop(), as('tess'));
    const { service } = (task.outputs.services as { service: string }[])[1];
    expect(task.outputs.files).toContain(`infrastructure/modules/messaging-${service}/main.tf`);
    const before = await read('infrastructure/main.tf');
    await task.run(generate(), shop(), as('tess'));
    expect(await read('infrastructure/main.tf')).toBe(before);
  });

  it('writes over the files of others only when it is told to', async () => {
    await mkdir(join(task.workspace, 'infrastructure'));
    await writeFile(join(task.workspace, 'infrastructure/main.tf'), '# mine\n');
    await expect(task.run(generate(), shop(), as('tess'))).rejects.toThrow(
      'infrastructure/main.tf. Set replace',
    );
    expect(await readdir(join(task.workspace, 'infrastructure'))).toEqual(['main.tf']);
    await task.run(generate(), shop({ replace: true }), as('tess'));
    expect(await read('infrastructure/main.tf')).toContain('module');
  });

  it('takes the project of a provider that needs one, and says so without', async () => {
    const gcp = shop({ cloud: 'gcp', capabilities: ['storage'] });
    await expect(task.run(generate(), gcp, as('tess'))).rejects.toThrow(/projectId/);
    await task.run(generate(), { ...gcp, projectId: 'acme-shop-1' }, as('tess'));
    expect(await read('infrastructure/terraform.tfvars')).toContain('acme-shop-1');
  });

  it('writes nothing outside of the workspace', async () => {
    await expect(
      task.run(generate(), shop({ targetPath: '../elsewhere' }), as('tess')),
    ).rejects.toThrow(/outside/);
    const outside = await Task.create();
    await mkdir(join(task.workspace, 'infrastructure'));
    await symlink(outside.workspace, join(task.workspace, 'infrastructure/modules'));
    await expect(task.run(generate(), shop({ replace: true }), as('tess'))).rejects.toThrow(
      /outside/,
    );
    expect(await readdir(outside.workspace)).toEqual([]);
    await outside.dispose();
  });

  it('fails with the sentence that says what is known instead', async () => {
    await expect(task.run(generate(), shop({ region: 'atlantis' }), as('tess'))).rejects.toThrow(
      /atlantis.*Nothing was written/,
    );
    await expect(
      task.run(generate(), shop({ capabilities: ['teleport'] }), as('tess')),
    ).rejects.toThrow(/teleport.*storage/);
    expect(await readdir(task.workspace)).toEqual([]);
    await expect(task.run(generate(), shop(), as('nina'))).rejects.toMatchObject({ status: 403 });
  });
});
