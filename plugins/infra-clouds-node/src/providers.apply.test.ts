import { Aws, issuePassword, pushImage, startAws } from '@bailiwick/sandbox';
import { generate, GenerateRequest } from './generation';
import { builtInClouds, loadClouds } from './loader';
import { CloudPlugin } from './model';
import { titled, withoutMirrorOf } from './__testUtils__/terraform';
import { TerraformFolder } from './__testUtils__/terraformFolder';

const without = withoutMirrorOf('hashicorp/aws');
const withAws = without ? describe.skip : describe;

// The provider waits for AWS to settle, as it does at AWS: a lifecycle rule alone takes it a minute.
jest.setTimeout(900_000);

const LOCAL_STATE = { 'override.tf': 'terraform {\n  backend "local" {}\n}\n' };

withAws(titled('what is generated for AWS', without), () => {
  let aws: Aws;
  let plugin: CloudPlugin;
  let folder: TerraformFolder;
  beforeAll(async () => {
    aws = await startAws();
    const { plugins } = await loadClouds([builtInClouds()]);
    plugin = plugins.find(({ id }) => id === 'aws')!;
  });
  afterEach(() => {
    folder?.remove();
    aws.faults.reset();
  });
  afterAll(() => aws.stop());

  function generated(capabilities: string[], more: Partial<GenerateRequest> = {}) {
    const { files, diagnostics } = generate(plugin, {
      projectName: 'shop',
      environment: 'dev',
      capabilities,
      tags: { team: 'checkout' },
      metadata: { account_id: aws.account },
      ...more,
    });
    expect(diagnostics).toEqual([]);
    return files;
  }

  async function configuration(
    capabilities: string[],
    { secret = aws.secretAccessKey, ...more }: Partial<GenerateRequest> & { secret?: string } = {},
  ) {
    const files = generated(capabilities, more);
    folder = new TerraformFolder(
      'hashicorp/aws',
      { ...files, ...LOCAL_STATE },
      {
        AWS_ENDPOINT_URL: aws.url,
        AWS_ACCESS_KEY_ID: aws.accessKeyId,
        AWS_SECRET_ACCESS_KEY: secret,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_MAX_ATTEMPTS: '1',
      },
    );
    await folder.succeed('init', '-input=false', '-no-color');
    return folder;
  }
  const plan = (...further: string[]) =>
    folder.run('plan', '-input=false', '-no-color', ...further);

  it('is applied as it is, is what was asked for, and is gone after a destroy', async () => {
    await configuration(['storage', 'compute', 'messaging/sqs', 'messaging/sns']);
    await folder.succeed('apply', '-input=false', '-no-color', '-auto-approve');

    const bucket = aws.state.buckets[`shop-dev-${aws.account}`];
    expect(bucket.settings).toMatchObject({
      encryption: expect.stringContaining('<SSEAlgorithm>AES256<'),
      publicAccessBlock: expect.stringContaining('<RestrictPublicBuckets>true<'),
      versioning: expect.stringContaining('<Status>Enabled<'),
      policy: expect.stringContaining('aws:SecureTransport'),
      tagging: expect.stringContaining('<Value>checkout<'),
    });
    const { 'shop-dev': queue, 'shop-dev-dead-letters': dead } = aws.state.queues;
    expect(JSON.parse(queue.attributes.RedrivePolicy)).toEqual({
      deadLetterTargetArn: dead.attributes.QueueArn,
      maxReceiveCount: 5,
    });
    expect(queue.tags).toMatchObject({ team: 'checkout', capability: 'messaging' });
    expect(Object.keys(aws.state.topics)).toEqual([
      `arn:aws:sns:eu-central-1:${aws.account}:shop-dev`,
    ]);
    expect(aws.state.roles['shop-dev-lambda'].policies.logs).toContain('/aws/lambda/shop-dev:*');
    expect(aws.state.repositories['shop-dev'].settings).toMatchObject({
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
    });
    expect(aws.state.logGroups['/aws/lambda/shop-dev'].retentionDays).toBe(30);
    const outputs = JSON.parse(await folder.succeed('output', '-json'));
    expect(outputs.compute_lambda_repository_url.value).toMatch(/^127\.0\.0\.1:\d+\/shop-dev$/);
    expect(outputs.storage_s3_bucket_name.value).toBe(`shop-dev-${aws.account}`);

    expect((await plan('-detailed-exitcode')).code).toBe(0);
    await folder.succeed('destroy', '-input=false', '-no-color', '-auto-approve');
    expect(Object.values(aws.state).flatMap(each => Object.keys(each))).toEqual([]);
  });

  it('runs an image once there is one, then the next, and is gone with them', async () => {
    const parameters = { force_destroy: true, allow_public_access: true };
    await configuration(['compute'], { parameters });
    const apply = () => folder.run('apply', '-input=false', '-no-color', '-auto-approve');
    const outputs = async () => JSON.parse(await folder.succeed('output', '-json'));
    expect((await apply()).code).toBe(0);
    const repository = (await outputs()).compute_lambda_repository_url.value;
    const { password } = issuePassword();
    const deploy = async (image_uri: string) => {
      folder.write(generated(['compute'], { parameters: { ...parameters, image_uri } }));
      const { code, output } = await apply();
      return [code, output.replace(/\s+/g, ' ')];
    };
    const deployed = async (tag: string, changes: string) => {
      const { digest } = await pushImage(repository, { tag, content: tag, password });
      const image = `${repository}@${digest}`;
      expect(await deploy(image)).toEqual([0, expect.stringContaining(changes)]);
      const url = (await outputs()).compute_lambda_url.value;
      const served = await (await fetch(url)).json();
      expect(served).toMatchObject({ function: 'shop-dev', image, digest });
    };

    await deployed('1.0', '4 added, 0 changed, 0 destroyed');
    await deployed('1.1', '0 added, 1 changed, 0 destroyed');
    expect((await plan('-detailed-exitcode')).code).toBe(0);
    const missing = expect.stringContaining('shop-dev:2.0 does not exist');
    expect(await deploy(`${repository}:2.0`)).toEqual([1, missing]);
    await folder.succeed('destroy', '-input=false', '-no-color', '-auto-approve');
    expect(Object.values(aws.state).flatMap(each => Object.keys(each))).toEqual([]);
  });

  it('is planned with every service there is', async () => {
    await configuration(plugin.services.map(({ category, id }) => `${category}/${id}`));
    const { code, output } = await plan();
    expect([code, output]).toEqual([0, expect.stringMatching(/Plan: \d\d to add, 0 to change/)]);
    expect(output).toContain('aws_db_instance.this will be created');
  });

  it.each([
    ['a wrong secret', { secret: 'x'.repeat(40) }, /SignatureDoesNotMatch/],
    ['another account', { metadata: { account_id: '999999999999' } }, /account ID not allowed/i],
  ])('says what is wrong with %s as the handler expects it', async (_, options, pattern) => {
    await configuration(['messaging/sns'], options);
    const { code, output } = await plan();
    expect([code, output]).toEqual([1, expect.stringMatching(pattern)]);
    const { handler } = plugin.authMethods.find(({ id }) => id === 'access-key')!;
    const explained = handler!.troubleshooting!.common_errors.filter(error =>
      new RegExp(error.error_pattern).test(output.replace(/\s+/g, ' ')),
    );
    expect(explained).toHaveLength(1);
  });

  it('shows what AWS refuses', async () => {
    aws.faults.set({ refuse: { 'sns:CreateTopic': 'AuthorizationError' } });
    await configuration(['messaging/sns']);
    const { code, output } = await folder.run('apply', '-no-color', '-auto-approve');
    expect([code, output]).toEqual([1, expect.stringContaining('AuthorizationError')]);
    expect(aws.state.topics).toEqual({});
  });
});
