import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mockCredentials } from '@backstage/backend-test-utils';
import { type Infra, startInfra } from '../../__testUtils__/startInfra';
import { Task } from '../../__testUtils__/taskContext';
import { createTransformCodeAction } from './transform';

jest.setTimeout(60_000);

const UPLOAD =
  "from infrar.storage import upload\r\n\r\nupload(bucket='b', source='s', destination='d')\r\n";
const UNFIT = "from infrar.storage import upload\n\nupload(bucket='b', nothing='n')\n";

describe('infra:code:transform', () => {
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
  const transform = () => createTransformCodeAction(infra.infraFor);
  const write = async (files: Record<string, string | Buffer>) => {
    for (const [path, content] of Object.entries(files)) {
      const file = join(task.workspace, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  };
  const read = (path: string) => readFile(join(task.workspace, path), 'utf8');

  it('rewrites code and tells the nearest list of packages, and leaves everything else alone', async () => {
    await write({
      'api/app.py': UPLOAD,
      'api/requirements.txt': 'flask==3.0.0\n',
      'api/venv/lib/other.py': UPLOAD,
      'tools/requirements.txt': 'click\n',
      'tools/plain.py': 'print(1)\n',
    });
    await task.run(transform(), { cloud: 'aws' }, as('tess'));
    expect(task.outputs).toMatchObject({
      changed: ['api/app.py'],
      manifests: ['api/requirements.txt'],
      requirements: [{ package: 'boto3' }],
      diagnostics: [],
      capabilities: ['storage'],
    });
    const code = await read('api/app.py');
    expect(code).toMatch(/^import boto3\r\n/);
    expect(code).not.toContain('infrar');
    expect(code.replaceAll('\r\n', '')).not.toContain('\n');
    expect(await read('api/requirements.txt')).toMatch(/^flask==3.0.0\nboto3.*\n$/);
    expect(await read('api/venv/lib/other.py')).toBe(UPLOAD);
    expect(await read('tools/requirements.txt')).toBe('click\n');

    await task.run(transform(), { cloud: 'aws' }, as('tess'));
    expect(task.outputs).toMatchObject({ changed: [], manifests: [] });
    expect(await read('api/app.py')).toBe(code);
  });

  it('keeps to the folder that it is given', async () => {
    await write({ 'one/app.py': UPLOAD, 'two/app.py': UPLOAD });
    await task.run(transform(), { cloud: 'gcp', path: 'one' }, as('tess'));
    expect(task.outputs.changed).toEqual(['one/app.py']);
    expect(await read('two/app.py')).toBe(UPLOAD);
    await expect(
      task.run(transform(), { cloud: 'gcp', path: '../elsewhere' }, as('tess')),
    ).rejects.toThrow(/outside/);
  });

  it('writes through no link', async () => {
    const outside = await Task.create();
    await writeFile(join(outside.workspace, 'app.py'), UPLOAD);
    await writeFile(join(outside.workspace, 'requirements.txt'), '');
    await symlink(join(outside.workspace, 'app.py'), join(task.workspace, 'linked.py'));
    await symlink(
      join(outside.workspace, 'requirements.txt'),
      join(task.workspace, 'requirements.txt'),
    );
    await write({ 'own.py': UPLOAD });
    await task.run(transform(), { cloud: 'aws' }, as('tess'));
    expect(task.outputs).toMatchObject({ changed: ['own.py'], manifests: [] });
    expect(await readFile(join(outside.workspace, 'app.py'), 'utf8')).toBe(UPLOAD);
    expect(await readFile(join(outside.workspace, 'requirements.txt'), 'utf8')).toBe('');
    await outside.dispose();
  });

  it('writes nothing when something cannot be rewritten, unless it is told to go on', async () => {
    await write({ 'fine.py': UPLOAD, 'unfit.py': UNFIT, 'requirements.txt': '' });
    await expect(task.run(transform(), { cloud: 'aws' }, as('tess'))).rejects.toThrow(
      /^unfit\.py:3:\d+: .*Nothing was written$/,
    );
    expect(await read('fine.py')).toBe(UPLOAD);

    await task.run(transform(), { cloud: 'aws', failOn: 'never' }, as('tess'));
    expect(task.outputs).toMatchObject({
      changed: ['fine.py'],
      diagnostics: [{ severity: 'error', file: 'unfit.py', line: 3 }],
    });
    expect(await read('unfit.py')).toBe(UNFIT);
  });

  it('warns where nothing lists packages, and fails on that if it shall', async () => {
    await write({ 'app.py': UPLOAD });
    await expect(
      task.run(transform(), { cloud: 'aws', failOn: 'warning' }, as('tess')),
    ).rejects.toThrow(/add boto3.* by hand/);
    expect(await read('app.py')).toBe(UPLOAD);
    await task.run(transform(), { cloud: 'aws' }, as('tess'));
    expect(task.outputs).toMatchObject({
      changed: ['app.py'],
      diagnostics: [{ severity: 'warning', rule: 'requirements/not-added' }],
    });
  });

  it('does not spoil a file in another encoding', async () => {
    const latin = Buffer.concat([Buffer.from(`${UPLOAD}# `), Buffer.from([0xe9, 0x0a])]);
    await write({ 'app.py': latin, 'requirements.txt': '' });
    await expect(task.run(transform(), { cloud: 'aws' }, as('tess'))).rejects.toThrow(/UTF-8/);
    expect(await readFile(join(task.workspace, 'app.py'))).toEqual(latin);
  });

  it('knows no cloud that the backend does not know, and gives nobody more than his rights', async () => {
    await write({ 'app.py': UPLOAD });
    await expect(task.run(transform(), { cloud: 'moon' }, as('tess'))).rejects.toMatchObject({
      status: 404,
    });
    await expect(task.run(transform(), { cloud: 'aws' }, as('nina'))).rejects.toMatchObject({
      status: 403,
    });
  });

  it('stops when the task is cancelled', async () => {
    await write({ 'app.py': UPLOAD });
    const cancelled = AbortSignal.abort();
    await expect(
      task.run(transform(), { cloud: 'aws' }, { ...as('tess'), signal: cancelled }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(await read('app.py')).toBe(UPLOAD);
  });
});
