import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Aws, issuePassword, startAws } from '.';
import { signedFetch } from './__testUtils__/signedFetch';

const run = promisify(execFile);
const withBuildah = existsSync('/usr/bin/buildah') ? describe : describe.skip;

withBuildah('a client of registries (buildah must be installed)', () => {
  let aws: Aws;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-buildah-'));
    aws = await startAws();
    await signedFetch(aws, {
      service: 'ecr',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.CreateRepository',
      },
      body: '{"repositoryName": "team/api"}',
    });
  });
  afterAll(async () => {
    await aws.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const file = (name: string) => join(folder, name);
  const buildah = async (storage: string, command: string, ...args: string[]) => {
    const places = ['--root', file(storage), '--runroot', file(`${storage}-run`)];
    return run('buildah', ['--storage-driver', 'vfs', ...places, command, ...args]);
  };

  it('pushes what it built, and pulls the same into another storage', async () => {
    const { host } = new URL(aws.url);
    const auth = Buffer.from(`AWS:${issuePassword().password}`).toString('base64');
    await writeFile(file('auth.json'), JSON.stringify({ auths: { [host]: { auth } } }));
    await writeFile(file('Containerfile'), 'FROM scratch\nCOPY Containerfile /\nCMD ["/run"]\n');
    const options = ['--tls-verify=false', '--authfile', file('auth.json')];
    const image = `docker://${host}/team/api`;

    await buildah('here', 'bud', '--isolation', 'chroot', '-t', 'built', folder);
    const digestFile = ['--digestfile', file('digest')];
    await buildah('here', 'push', ...options, ...digestFile, 'built', `${image}:1.0`);
    const pushed = await readFile(file('digest'), 'utf8');
    const { images } = aws.state.repositories['team/api'];
    expect(images?.tags).toEqual([{ tag: '1.0', digest: pushed }]);

    await buildah('there', 'pull', ...options, `${image}@${pushed}`);
    const { stdout } = await buildah('there', 'images', '--digests', '--json');
    expect(JSON.parse(stdout)).toMatchObject([{ digest: pushed }]);
  });
});
