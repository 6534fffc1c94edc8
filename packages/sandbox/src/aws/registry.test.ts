import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aws, issuePassword, pushImage, startAws } from '.';
import { signedFetch } from './__testUtils__/signedFetch';
import { digestOf } from './registry/digest';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const LIMITS = { blobBytes: 1_000_000, totalBytes: 1_500_000, uploads: 2 };

describe('the registry of images', () => {
  let aws: Aws;
  let folder: string;
  let password: string;
  const origin = () => new URL(aws.url).origin;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-registry-'));
    aws = await startAws({ dataFolder: folder, registryLimits: LIMITS });
    for (const repositoryName of ['shop', 'team/api'])
      await ecr('CreateRepository', { repositoryName });
    await ecr('CreateRepository', { repositoryName: 'fixed', imageTagMutability: 'IMMUTABLE' });
    password = (await signIn()).password;
  });
  afterEach(() => aws.faults.reset());
  afterAll(async () => {
    await aws.stop();
    await rm(folder, { recursive: true });
  });

  const at = (name: string) => `${new URL(aws.url).host}/${name}`;
  const push = (name: string, tag: string, content: string) =>
    pushImage(at(name), { tag, content, password });

  async function ecr(action: string, input: object) {
    const response = await signedFetch(aws, {
      service: 'ecr',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${action}`,
      },
      body: JSON.stringify(input),
    });
    return response.json();
  }

  async function signIn() {
    const { authorizationData } = await ecr('GetAuthorizationToken', {});
    const [{ authorizationToken, ...rest }] = authorizationData;
    const [user, secret] = Buffer.from(authorizationToken, 'base64').toString().split(':');
    return { ...rest, user, password: secret };
  }

  async function call(
    method: string,
    path: string,
    {
      body,
      headers = {},
      as = password,
    }: { body?: string; headers?: Record<string, string>; as?: string } = {},
  ) {
    const authorization = `Basic ${Buffer.from(`AWS:${as}`).toString('base64')}`;
    const url = path.startsWith('/v2/') ? path : `/v2/${path}`;
    return fetch(`${origin()}${url}`, { method, body, headers: { authorization, ...headers } });
  }
  /** Status and error of an answer in one line. */
  async function refusal(response: Promise<Response>) {
    const { status, errors } = await response.then(async answer => ({
      status: answer.status,
      errors: (await answer.json()).errors as { code: string; message: string }[],
    }));
    return [status, ...errors.map(({ code, message }) => `${code}: ${message}`)].join(' ');
  }
  const image = (layers: string[], more = {}) => ({
    schemaVersion: 2,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: digestOf('{}'),
      size: 2,
    },
    layers: layers.map(digest => ({
      mediaType: 'application/vnd.oci.image.layer.v1.tar',
      digest,
      size: 1,
    })),
    ...more,
  });
  const put = (name: string, reference: string, manifest: unknown, type = IMAGE) =>
    call('PUT', `${name}/manifests/${reference}`, {
      body: typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
      headers: { 'content-type': type },
    });
  const blob = (name: string, content: string) =>
    call('POST', `${name}/blobs/uploads/?digest=${digestOf(content)}`, { body: content });

  it('asks for a password that it has given and that is still good', async () => {
    const { user, expiresAt, proxyEndpoint } = await signIn();
    expect([user, proxyEndpoint]).toEqual(['AWS', origin()]);
    expect(expiresAt - Date.now() / 1000).toBeGreaterThan(11 * 3600);
    const open = await fetch(`${origin()}/v2/`);
    expect(open.status).toBe(401);
    expect(open.headers.get('www-authenticate')).toMatch(
      /^Basic realm="http:\/\/127\.0\.0\.1:\d+\/"/,
    );
    expect((await call('GET', '')).status).toBe(200);
    const old = issuePassword(Date.now() - 13 * 3_600_000).password;
    const longer = password.replace(/^\d+/, digits => `${Number(digits) + 1}`);
    for (const as of [old, longer, `${password}0`, '', 'x.y']) {
      expect(await refusal(call('GET', '', { as }))).toMatch(/^401 UNAUTHORIZED: Not Authorized$/);
    }
  });

  it('knows only repositories that were made, and only what they have', async () => {
    const { digest } = await push('shop', 'known', 'known');
    expect(await refusal(call('GET', 'none/tags/list'))).toMatch(/^404 NAME_UNKNOWN: /);
    expect(await refusal(call('GET', 'constructor/tags/list'))).toMatch(/^404 NAME_UNKNOWN: /);
    const elsewhere = `team/api/manifests/${digest}`;
    expect(await refusal(call('GET', elsewhere))).toMatch(/^404 MANIFEST_UNKNOWN: /);
    const layer = digestOf('known');
    expect(await refusal(call('GET', `team/api/blobs/${layer}`))).toMatch(/^404 BLOB_UNKNOWN: /);
    expect(await refusal(call('GET', 'shop/blobs/sha256:1'))).toMatch(/^400 DIGEST_INVALID: /);
    expect(await refusal(call('DELETE', `shop/blobs/${layer}`))).toMatch(/^405 UNSUPPORTED: /);
    expect(await refusal(call('GET', 'shop/%/list'))).toMatch(/^400 UNSUPPORTED: .*encoded/);
    expect(await refusal(call('GET', 'shop/wonders'))).toMatch(/^404 UNSUPPORTED: /);
  });

  it('takes an image and gives the same back, by tag and by digest', async () => {
    const { digest, manifest } = await push('team/api', 'v1', 'some layer');
    for (const reference of ['v1', digest]) {
      const path = `team/api/manifests/${reference}`;
      const head = await call('HEAD', path);
      expect(head.headers.get('docker-content-digest')).toBe(digest);
      expect(head.headers.get('content-length')).toBe(String(manifest.length));
      const read = await call('GET', path);
      expect([read.headers.get('content-type'), await read.text()]).toEqual([IMAGE, manifest]);
    }
    const layer = `team/api/blobs/${digestOf('some layer')}`;
    expect((await call('HEAD', layer)).headers.get('content-length')).toBe('10');
    expect(await (await call('GET', layer)).text()).toBe('some layer');
    const part = await call('GET', layer, { headers: { range: 'bytes=5-9' } });
    expect([part.status, await part.text()]).toEqual([206, 'layer']);
    await push('team/api', 'v2', 'some other layer');
    const tags = await call('GET', 'team/api/tags/list?n=1');
    expect(await tags.json()).toEqual({ name: 'team/api', tags: ['v1'] });
    const next = /<(.+)>; rel="next"/.exec(tags.headers.get('link') ?? '')?.[1] ?? '';
    expect(await (await call('GET', next)).json()).toMatchObject({ tags: ['v2'] });
    expect((await call('GET', 'team/api/tags/list?n=x')).status).toBe(400);
  });

  it('takes a blob in chunks that follow each other, and only what its digest says', async () => {
    const begun = await call('POST', 'shop/blobs/uploads/');
    expect(begun.status).toBe(202);
    const upload = begun.headers.get('location')!;
    const chunk = (body: string, range: string) =>
      call('PATCH', upload, { body, headers: { 'content-range': range } });
    expect((await chunk('hello ', '0-5')).headers.get('range')).toBe('0-5');
    const ahead = await chunk('world', '7-11');
    expect([ahead.status, ahead.headers.get('range')]).toEqual([416, '0-5']);
    expect((await chunk('world', '6-99')).status).toBe(416);
    expect((await call('GET', upload)).headers.get('range')).toBe('0-5');
    expect((await chunk('world', '6-10')).status).toBe(202);
    expect(await refusal(call('PUT', upload))).toMatch(/^400 DIGEST_INVALID: /);
    const digest = digestOf('hello world!');
    const done = await call('PUT', `${upload}?digest=${digest}`, { body: '!' });
    expect([done.status, done.headers.get('location')]).toEqual([201, `/v2/shop/blobs/${digest}`]);
    expect((await call('GET', upload)).status).toBe(404);

    const wrong = call('POST', `shop/blobs/uploads/?digest=${digest}`, { body: 'hello' });
    expect(await refusal(wrong)).toContain(digestOf('hello'));
    const dropped = (await call('POST', 'shop/blobs/uploads/')).headers.get('location')!;
    expect((await call('DELETE', dropped)).status).toBe(204);
    expect((await call('PATCH', dropped, { body: 'x' })).status).toBe(404);
  });

  it('mounts a blob that another repository has, and asks for one that none has', async () => {
    await blob('shop', 'shared');
    const digest = digestOf('shared');
    const mount = (query: string) => call('POST', `team/api/blobs/uploads/?${query}`);
    expect((await mount(`mount=${digest}&from=fixed`)).status).toBe(202);
    expect((await mount(`mount=${digest}&from=shop`)).status).toBe(201);
    expect(await (await call('GET', `team/api/blobs/${digest}`)).text()).toBe('shared');
    expect((await mount(`mount=${digestOf('unknown')}`)).status).toBe(202);
  });

  it('says what is wrong with a manifest', async () => {
    await blob('shop', '{}');
    await blob('shop', 'there');
    const there = image([digestOf('there')]);
    const cases: [Promise<Response>, RegExp][] = [
      [put('shop', 'a', '{'), /^400 MANIFEST_INVALID: .*no JSON/],
      [put('shop', 'a', there, 'text/plain'), /^400 MANIFEST_INVALID: .*"text\/plain"/],
      [put('shop', 'a', { ...there, layers: [{}] }), /^400 MANIFEST_INVALID: .*\/layers\/0\//],
      [put('shop', 'a', { ...there, mediaType: INDEX }), /^400 MANIFEST_INVALID: .*image\.index/],
      [
        put('shop', 'a', image([digestOf('gone')])),
        /^400 MANIFEST_BLOB_UNKNOWN: .*no blob sha256:/,
      ],
      [put('shop', '.a', there), /^400 TAG_INVALID: .*"\.a"/],
      [put('shop', digestOf('x'), there), /^400 DIGEST_INVALID: .*What came is/],
      [put('shop', 'a', 'x'.repeat(5_000_000)), /^413 MANIFEST_INVALID: .*at most/],
      [
        put(
          'shop',
          'a',
          { schemaVersion: 2, manifests: [{ ...there.config, mediaType: IMAGE }] },
          INDEX,
        ),
        /^400 MANIFEST_BLOB_UNKNOWN: .*no image sha256:/,
      ],
    ];
    for (const [response, expected] of cases) {
      expect(await refusal(response)).toMatch(expected);
    }
  });

  it('lists what is about an image', async () => {
    const { digest, manifest } = await push('shop', 'signed', 'signed layer');
    await blob('shop', '{}');
    const subject = { mediaType: IMAGE, digest, size: manifest.length };
    const about = image([], { artifactType: 'application/vnd.example.signature', subject });
    const pushed = await put('shop', digestOf(JSON.stringify(about)), about);
    expect(pushed.headers.get('oci-subject')).toBe(digest);
    const list = async (query = '') =>
      (await (await call('GET', `shop/referrers/${digest}${query}`)).json()).manifests;
    expect(await list()).toMatchObject([{ digest: digestOf(JSON.stringify(about)) }]);
    expect(await list('?artifactType=other')).toEqual([]);
  });

  it('moves a tag only where the repository says that tags move', async () => {
    const first = await push('fixed', '1.0', 'one');
    await push('fixed', '1.0', 'one');
    await expect(push('fixed', '1.0', 'two')).rejects.toThrow(
      /400 .*TAG_INVALID.*'1\.0' already exists in the 'fixed' repository.*immutable/,
    );
    const { imageDetails } = await ecr('DescribeImages', {
      repositoryName: 'fixed',
      imageIds: [{ imageTag: '1.0' }],
    });
    expect(imageDetails).toMatchObject([{ imageDigest: first.digest, imageTags: ['1.0'] }]);
    const before = await push('shop', 'latest', 'before');
    const after = await push('shop', 'latest', 'after');
    expect(after.digest).not.toBe(before.digest);
    const now = await call('HEAD', 'shop/manifests/latest');
    expect(now.headers.get('docker-content-digest')).toBe(after.digest);
  });

  it('has room for so much, and forgets the uploads that rest longest', async () => {
    await ecr('CreateRepository', { repositoryName: 'large' });
    expect(await refusal(blob('large', 'x'.repeat(1_000_001)))).toMatch(
      /^413 SIZE_INVALID: .*1000000 bytes/,
    );
    expect((await blob('large', 'x'.repeat(1_000_000))).status).toBe(201);
    expect(await refusal(blob('large', 'y'.repeat(900_000)))).toMatch(
      /^413 SIZE_INVALID: .*All images together/,
    );
    await ecr('DeleteRepository', { repositoryName: 'large' });
    await ecr('CreateRepository', { repositoryName: 'large' });
    expect((await blob('large', 'y'.repeat(900_000))).status).toBe(201);
    await ecr('DeleteRepository', { repositoryName: 'large' });

    const begin = async () => (await call('POST', 'shop/blobs/uploads/')).headers.get('location')!;
    const [oldest, second, third] = [await begin(), await begin(), await begin()];
    expect((await call('GET', oldest)).status).toBe(404);
    for (const upload of [second, third]) expect((await call('GET', upload)).status).toBe(204);
  });

  it('is looked into and cleaned by the API', async () => {
    await ecr('CreateRepository', { repositoryName: 'api' });
    const { digest, manifest } = await push('api', 'one', 'layer of api');
    await put('api', 'two', manifest);
    const repositoryName = 'api';
    expect((await ecr('ListImages', { repositoryName })).imageIds).toHaveLength(2);
    const imageIds = [{ imageTag: 'one' }, { imageTag: 'none' }];
    expect(await ecr('BatchGetImage', { repositoryName, imageIds })).toMatchObject({
      images: [{ imageManifest: manifest, imageId: { imageDigest: digest, imageTag: 'one' } }],
      failures: [{ failureCode: 'ImageNotFound' }],
    });
    expect(await ecr('DescribeImages', { repositoryName, imageIds })).toMatchObject({
      __type: 'com.amazonaws#ImageNotFoundException',
    });
    expect(await ecr('DeleteRepository', { repositoryName })).toMatchObject({
      __type: 'com.amazonaws#RepositoryNotEmptyException',
    });
    await ecr('BatchDeleteImage', { repositoryName, imageIds });
    const { imageDetails } = await ecr('DescribeImages', { repositoryName });
    expect(imageDetails).toMatchObject([{ imageDigest: digest, imageTags: ['two'] }]);
    await ecr('BatchDeleteImage', { repositoryName, imageIds: [{ imageDigest: digest }] });
    expect((await call('GET', `api/blobs/${digestOf('layer of api')}`)).status).toBe(404);
    expect(existsSync(join(folder, 'images', digestOf('layer of api').replace(':', '-')))).toBe(
      false,
    );
    expect((await ecr('DeleteRepository', { repositoryName })).repository.repositoryName).toBe(
      'api',
    );
  });

  it('fails as it is told, by the actions of ECR', async () => {
    aws.faults.set({ refuse: { 'ecr:PutImage': 'AccessDenied' } });
    await expect(push('shop', 'told', 'told')).rejects.toThrow(/403 .*DENIED.*ecr:PutImage/);
    aws.faults.set({ mode: 'throttle' });
    expect(await refusal(call('GET', ''))).toMatch(/^429 TOOMANYREQUESTS: /);
    aws.faults.set({ mode: 'down' });
    await expect(call('GET', '')).rejects.toThrow('fetch failed');
  });

  it('keeps its images over a restart, and its passwords', async () => {
    const { manifest } = await push('shop', 'kept', 'kept layer');
    await aws.stop();
    aws = await startAws({ dataFolder: folder });
    expect(await (await call('GET', 'shop/manifests/kept')).text()).toBe(manifest);
    expect(await (await call('GET', `shop/blobs/${digestOf('kept layer')}`)).text()).toBe(
      'kept layer',
    );
  });
});
