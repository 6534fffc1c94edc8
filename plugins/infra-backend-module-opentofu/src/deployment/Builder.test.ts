import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openScripts, type Scripts } from '../__testUtils__';
import type { BuilderSettings } from '../settings';
import { Builder } from './Builder';

jest.setTimeout(60_000);

const LOGIN = { username: 'robot', password: 'registry-password' };
const REFERENCE = 'registry.example/shop:tag';

describe('a builder', () => {
  let scripts: Scripts;
  let root: string;
  let lines: string[];
  beforeAll(async () => {
    scripts = await openScripts();
    process.env.BACKEND_SECRET = 'of the backend';
  });
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'builder-'));
    lines = [];
  });
  afterEach(() => rm(root, { recursive: true }));
  afterAll(async () => {
    delete process.env.BACKEND_SECRET;
    await scripts.remove();
  });

  const open = async (text: string, settings: Partial<BuilderSettings> = {}) => {
    const program = await scripts.write('builder', text);
    const line = (said: string) => void lines.push(said);
    return Builder.open(
      {
        ...{ kind: 'buildah', program, storageDriver: 'vfs', timeoutMs: 30_000 },
        ...settings,
      },
      {
        root,
        log: { info: line, error: line, write: (_, said) => line(said) },
        signal: new AbortController().signal,
      },
    );
  };
  const code = { context: '/code', dockerfile: '/code/Dockerfile' };

  it('gets nothing of the environment of the backend', async () => {
    const builder = await open('env; printf "%s\\n" "$@"', { isolation: 'chroot' });
    await builder.build(REFERENCE, code);
    const said = lines.join('');
    const names = [...said.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    const fine =
      /^(PATH|PWD|OLDPWD|SHLVL|_|HOME|TMPDIR|LC_ALL|XDG_RUNTIME_DIR|GIT_\w+|SSL_\w+|\w+_PROXY)$/;
    expect(names.filter(name => !fine.test(name))).toEqual([]);
    expect(said).toContain(`HOME=${root}/builder-home`);
    expect(said).toContain(`--root=${root}/builder-layers`);
    expect(said).toContain('--http-proxy=false\n--isolation=chroot\n');
  });

  it('has the login in a file of its own for as long as the push takes', async () => {
    const builder = await open(
      'file=$(printf "%s\\n" "$@" | sed -n s/--authfile=//p); stat -c %a "$file"; cat "$file"',
    );
    await builder.push(REFERENCE, { host: 'registry.example', login: LOGIN, isPlain: false });
    const auth = Buffer.from('robot:registry-password').toString('base64');
    expect(lines.join('')).toBe(`600\n{"auths":{"registry.example":{"auth":"${auth}"}}}`);
    expect(await readdir(root)).not.toContain('registry-auth');
  });

  it('leaves no login behind where the push fails', async () => {
    const builder = await open('echo first >&2; echo "denied: no" >&2; exit 125', {
      kind: 'docker',
    });
    const pushed = builder.push(REFERENCE, { host: 'x', login: LOGIN, isPlain: false });
    await expect(pushed).rejects.toThrow('docker push failed: denied: no');
    expect(await readdir(root)).not.toContain('registry-auth');
  });

  it('that is not there is named with its setting', async () => {
    await expect(open('', { program: '/nowhere/buildah' })).rejects.toThrow(
      'infra.deployments.program is /nowhere/buildah, which is no program that the worker can run',
    );
  });

  it('does not build forever', async () => {
    const builder = await open('exec sleep 60', { timeoutMs: 300 });
    await expect(builder.build(REFERENCE, code)).rejects.toThrow(
      'buildah build did not end within 0.3 seconds',
    );
  });

  it('that keeps an image is no failure', async () => {
    const builder = await open('echo "in use" >&2; exit 1');
    await mkdir(join(root, 'x'));
    await builder.tidy(REFERENCE);
    expect(lines.join('')).toContain(
      'The image stays with the builder: buildah rmi failed: in use',
    );
  });
});
