import { Aws, issuePassword, pushImage, startAws } from '.';
import { signedFetch } from './__testUtils__/signedFetch';

describe('functions', () => {
  let aws: Aws;
  let role: string;
  const digests: string[] = [];
  const repository = () => `${new URL(aws.url).host}/shop`;
  beforeAll(async () => {
    aws = await startAws();
    role = `arn:aws:iam::${aws.account}:role/worker`;
    const form = { Action: 'CreateRole', RoleName: 'worker', AssumeRolePolicyDocument: '{}' };
    await signedFetch(aws, {
      service: 'iam',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });
    await signedFetch(aws, {
      service: 'ecr',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.CreateRepository',
      },
      body: '{"repositoryName": "shop"}',
    });
    const { password } = issuePassword();
    for (const tag of ['1', '2']) {
      const { digest } = await pushImage(repository(), { tag, content: `layer ${tag}`, password });
      digests.push(digest);
    }
  });
  afterEach(() => aws.faults.reset());
  afterAll(() => aws.stop());

  async function lambda(method: string, path: string, input?: object, expected = 200) {
    const response = await signedFetch(aws, {
      ...{ service: 'lambda', method, path },
      headers: { 'content-type': 'application/json' },
      ...(input && { body: JSON.stringify(input) }),
    });
    const text = await response.text();
    expect([response.status, text]).toEqual([expected, text]);
    return { type: response.headers.get('x-amzn-errortype'), ...JSON.parse(text || '{}') };
  }
  const wish = (FunctionName: string, more = {}) => ({
    ...{ FunctionName, PackageType: 'Image', Role: role, MemorySize: 512 },
    ...{ Code: { ImageUri: `${repository()}:1` }, Tags: { team: 'checkout' } },
    ...more,
  });
  const of = (name: string, rest = '') => `/2015-03-31/functions/${name}${rest}`;
  const create = (name: string, more = {}, expected = 201) =>
    lambda('POST', '/2015-03-31/functions', wish(name, more), expected);
  async function settled(name: string) {
    for (;;) {
      const configuration = await lambda('GET', of(name, '/configuration'));
      if (configuration.LastUpdateStatus === 'Successful') return configuration;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }

  it.each([
    [
      { Code: { ImageUri: 'docker.io/library/nginx:1' } },
      'InvalidParameterValueException',
      /nginx:1 is not valid/,
    ],
    [{ PackageType: 'Zip' }, 'NotImplemented', /images/],
    [{ MemorySize: 64 }, 'ValidationException', /'MemorySize'/],
    [{ Timeout: 901 }, 'ValidationException', /'Timeout'/],
    [{ FunctionName: 'a b' }, 'ValidationException', /'FunctionName'/],
    [{ Architectures: ['mips'] }, 'ValidationException', /'Architectures\.0'/],
    [{ Code: undefined }, 'ValidationException', /'Code'/],
    [
      { Role: 'arn:aws:iam::111122223333:role/none' },
      'InvalidParameterValueException',
      /cannot be assumed/,
    ],
    [{ VpcConfig: { SubnetIds: ['subnet-1'] } }, 'NotImplemented', /subnets/],
  ])('is refused with %j', async (more, type, message) => {
    const status = type === 'NotImplemented' ? 501 : 400;
    expect(await create('wrong', more, status)).toMatchObject({
      ...{ type, message: expect.stringMatching(message) },
    });
    expect(aws.state.functions).not.toHaveProperty('wrong');
  });

  it('needs an image that is in the registry, for one platform', async () => {
    for (const [reference, said] of [
      [':3', 'does not exist'],
      [`@sha256:${'0'.repeat(64)}`, 'does not exist'],
      ['-other:1', 'does not exist'],
      ['', 'is not valid'],
    ]) {
      const ImageUri = `${repository()}${reference}`;
      expect(await create('wrong', { Code: { ImageUri } }, 400)).toMatchObject({
        type: 'InvalidParameterValueException',
        message: `Source image ${ImageUri} ${said}. Provide a valid source image.`,
      });
    }
    const type = 'application/vnd.oci.image.index.v1+json';
    const index = { schemaVersion: 2, manifests: [] };
    const authorization = `Basic ${Buffer.from(`AWS:${issuePassword().password}`).toString('base64')}`;
    await fetch(`${new URL(aws.url).origin}/v2/shop/manifests/many`, {
      ...{ method: 'PUT', body: JSON.stringify(index) },
      headers: { authorization, 'content-type': type },
    });
    const many = { Code: { ImageUri: `${repository()}:many` } };
    expect((await create('wrong', many, 400)).message).toContain('media type');
  });

  it('is pending, then active, and is changed one change at a time', async () => {
    expect(await create('shop')).toMatchObject({ State: 'Pending', MemorySize: 512, Timeout: 3 });
    expect((await create('shop', {}, 409)).type).toBe('ResourceConflictException');
    const second = { ImageUri: `${repository()}@${digests[1]}` };
    const early = await lambda('PUT', of('shop', '/code'), second, 409);
    expect(early.message).toContain('Pending');
    const active = await settled('shop');
    expect(active).toMatchObject({ State: 'Active', CodeSha256: digests[0].slice(7) });

    await lambda('PUT', of('shop', '/code'), {}, 400);
    const changing = await lambda('PUT', of('shop', '/code'), second);
    expect(changing).toMatchObject({ State: 'Active', LastUpdateStatus: 'InProgress' });
    await settled('shop');
    await lambda('PUT', of('shop', '/configuration'), { Timeout: 0 }, 400);
    await lambda('PUT', of('shop', '/configuration'), { Timeout: 60 });
    expect(await settled('shop')).toMatchObject({ Timeout: 60, MemorySize: 512 });
    expect(await lambda('GET', of('shop'))).toMatchObject({
      Code: { ImageUri: second.ImageUri, ResolvedImageUri: second.ImageUri },
      Tags: { team: 'checkout' },
    });

    await lambda('PUT', '/2017-10-31/functions/shop/concurrency', {
      ReservedConcurrentExecutions: 3,
    });
    await lambda('PUT', '/2017-10-31/functions/shop/concurrency', {}, 400);
    expect(await lambda('GET', of('shop'))).toMatchObject({
      Concurrency: { ReservedConcurrentExecutions: 3 },
    });
    const arn = encodeURIComponent(active.FunctionArn);
    await lambda('POST', `/2017-03-31/tags/${arn}`, { Tags: { stage: 'dev' } }, 204);
    await lambda('DELETE', `/2017-03-31/tags/${arn}?tagKeys=team`, undefined, 204);
    expect((await lambda('GET', `/2017-03-31/tags/${arn}`)).Tags).toEqual({ stage: 'dev' });
    await lambda('DELETE', of('shop'), undefined, 204);
    expect((await lambda('GET', of('shop'), undefined, 404)).type).toBe(
      'ResourceNotFoundException',
    );
    await lambda('GET', '/2015-03-31/layers', undefined, 501);
  });

  it('has an address that answers for it, to whom it may', async () => {
    await create('open');
    const at = '/2021-10-31/functions/open/url';
    await lambda('GET', at, undefined, 404);
    await lambda('POST', at, { AuthType: 'ALL' }, 400);
    const { FunctionUrl: url } = await lambda('POST', at, { AuthType: 'AWS_IAM' }, 201);
    await lambda('POST', at, { AuthType: 'NONE' }, 409);
    const signed = (service = 'lambda', as = aws) =>
      signedFetch(as, { service, headers: {}, method: 'GET', path: `${url}orders?page=1` });
    expect((await signed()).status).toBe(502);
    await settled('open');
    const answer = await signed();
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        standIn: expect.stringContaining('does not run images'),
        ...{ function: 'open', image: `${repository()}:1`, digest: digests[0] },
      },
    ]);
    expect((await fetch(url)).status).toBe(403);
    expect((await signed('s3')).status).toBe(403);
    expect((await signed('lambda', { ...aws, secretAccessKey: 'x'.repeat(40) })).status).toBe(403);

    await lambda('PUT', at, { AuthType: 'NONE' });
    expect((await fetch(url)).status).toBe(403);
    const everybody = {
      ...{ StatementId: 'public', Action: 'lambda:InvokeFunctionUrl', Principal: '*' },
      FunctionUrlAuthType: 'NONE',
    };
    await lambda('POST', of('open', '/policy'), { ...everybody, StatementId: '/' }, 400);
    await lambda('POST', of('open', '/policy'), everybody, 201);
    await lambda('POST', of('open', '/policy'), everybody, 409);
    expect(JSON.parse((await lambda('GET', of('open', '/policy'))).Policy).Statement).toMatchObject(
      [{ Sid: 'public', Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } } }],
    );
    expect((await fetch(url)).status).toBe(403);
    const toInvoke = {
      ...{ StatementId: 'invoke', Action: 'lambda:InvokeFunction', Principal: '*' },
      InvokedViaFunctionUrl: true,
    };
    await lambda('POST', of('open', '/policy'), toInvoke, 201);
    expect((await fetch(url, { method: 'POST', body: 'anything' })).status).toBe(200);

    aws.faults.set({ functions: { open: 500 } });
    expect((await fetch(url)).status).toBe(500);
    aws.faults.set({ functions: { open: 'hang' } });
    await expect(fetch(url, { signal: AbortSignal.timeout(200) })).rejects.toThrow('aborted');
    expect(() => aws.faults.set({ functions: { open: 99 } })).toThrow();
    aws.faults.reset();

    await lambda('PUT', '/2017-10-31/functions/open/concurrency', {
      ReservedConcurrentExecutions: 0,
    });
    expect((await fetch(url)).status).toBe(429);
    await lambda('DELETE', '/2017-10-31/functions/open/concurrency', undefined, 204);
    for (const statement of ['public', 'invoke']) {
      await lambda('DELETE', of('open', `/policy/${statement}`), undefined, 204);
    }
    await lambda('GET', of('open', '/policy'), undefined, 404);
    await lambda('DELETE', at, undefined, 204);
    expect((await fetch(url)).status).toBe(404);
  });
});
