import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAws } from '.';
import { Aws } from './startAws';
import { signedFetch } from './__testUtils__/signedFetch';

const region = 'eu-central-1';
const wrong = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x'.repeat(40) };

describe('the services of AWS', () => {
  let aws: Aws;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-aws-'));
    aws = await startAws({ dataFolder: folder });
  });
  afterEach(() => aws.faults.reset());
  afterAll(async () => {
    await aws.stop();
    await rm(folder, { recursive: true });
  });

  const clientOptions = (credentials: typeof wrong & { sessionToken?: string } = aws) => {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    return {
      ...{ region, endpoint: aws.url, maxAttempts: 1 },
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    };
  };
  const s3 = (credentials?: Parameters<typeof clientOptions>[0]) =>
    new S3Client({ ...clientOptions(credentials), forcePathStyle: true });
  const sts = (credentials?: Parameters<typeof clientOptions>[0]) =>
    new STSClient(clientOptions(credentials));
  const sqs = (action: string, input: object) =>
    signedFetch(aws, {
      service: 'sqs',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${action}`,
      },
      body: JSON.stringify(input),
    });
  const sns = (input: Record<string, string>) =>
    signedFetch(aws, {
      service: 'sns',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(input).toString(),
    });

  async function bucket(name: string) {
    await s3().send(
      new CreateBucketCommand({
        Bucket: name,
        CreateBucketConfiguration: { LocationConstraint: region },
      }),
    );
    return name;
  }

  it('says who calls, and lets a role be assumed', async () => {
    expect(await sts().send(new GetCallerIdentityCommand())).toMatchObject({
      Account: aws.account,
      Arn: `arn:aws:iam::${aws.account}:user/bailiwick`,
    });
    const { Credentials } = await sts().send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${aws.account}:role/team`,
        RoleSessionName: 'run',
      }),
    );
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken,
    };
    expect(await sts(session).send(new GetCallerIdentityCommand())).toMatchObject({
      Arn: `arn:aws:sts::${aws.account}:assumed-role/team/run`,
    });
    await expect(
      sts({ ...session, sessionToken: undefined }).send(new GetCallerIdentityCommand()),
    ).rejects.toThrow('session token');
  });

  it('refuses keys that it does not know and secrets that do not belong to them', async () => {
    await expect(sts(wrong).send(new GetCallerIdentityCommand())).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
    const mixed = { accessKeyId: aws.accessKeyId, secretAccessKey: wrong.secretAccessKey };
    for (const ask of [
      sts(mixed).send(new GetCallerIdentityCommand()),
      s3(mixed).send(new ListBucketsCommand()),
    ]) {
      await expect(ask).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    }
    expect((await fetch(aws.url)).status).toBe(403);
  });

  it('keeps buckets with their settings', async () => {
    const Bucket = await bucket('settings');
    await s3().send(new HeadBucketCommand({ Bucket }));
    await expect(bucket('settings')).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
    await expect(bucket('No_Name')).rejects.toMatchObject({ name: 'InvalidBucketName' });

    const versioning = new GetBucketVersioningCommand({ Bucket });
    expect((await s3().send(versioning)).Status).toBeUndefined();
    await s3().send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    );
    expect((await s3().send(versioning)).Status).toBe('Enabled');
    await expect(s3().send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
  });

  it('is private from the beginning', async () => {
    const Bucket = await bucket('private');
    const access = await s3().send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(access.PublicAccessBlockConfiguration).toMatchObject({ BlockPublicPolicy: true });
    await expect(
      s3().send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' })),
    ).rejects.toMatchObject({ name: 'AccessControlListNotSupported' });
    const Policy = JSON.stringify({
      Statement: { Effect: 'Allow', Principal: '*', Action: 's3:GetObject' },
    });
    await expect(s3().send(new PutBucketPolicyCommand({ Bucket, Policy }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('keeps objects, also with odd names, and lists them a page at a time', async () => {
    const Bucket = await bucket('objects');
    const keys = ['a/1 & 2.txt', 'a/ü(*).txt', 'b.txt'];
    for (const Key of keys) {
      await s3().send(
        new PutObjectCommand({ Bucket, Key, Body: `of ${Key}`, Metadata: { origin: 'test' } }),
      );
    }
    const read = await s3().send(new GetObjectCommand({ Bucket, Key: keys[1] }));
    expect(await read.Body?.transformToString()).toBe(`of ${keys[1]}`);
    expect(read.Metadata).toEqual({ origin: 'test' });

    const first = await s3().send(new ListObjectsV2Command({ Bucket, MaxKeys: 2 }));
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 2 });
    const ContinuationToken = first.NextContinuationToken;
    const second = await s3().send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
    expect([first, second].flatMap(page => page.Contents?.map(each => each.Key)).sort()).toEqual(
      [...keys].sort(),
    );
    const folders = await s3().send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
    expect(folders.CommonPrefixes).toEqual([{ Prefix: 'a/' }]);

    await expect(s3().send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
    });
    await s3().send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map(Key => ({ Key })) } }),
    );
    await s3().send(new DeleteBucketCommand({ Bucket }));
    await expect(s3().send(new HeadBucketCommand({ Bucket }))).rejects.toThrow();
  });

  it('gives a lock to one of many', async () => {
    const Bucket = await bucket('locks');
    const take = () =>
      s3().send(new PutObjectCommand({ Bucket, Key: 'lock', Body: 'x', IfNoneMatch: '*' }));
    const taken = await Promise.allSettled(Array.from({ length: 8 }, take));
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('delivers what is published, and sets aside what nobody can handle', async () => {
    const create = async (QueueName: string, Attributes = {}) =>
      (await sqs('CreateQueue', { QueueName, Attributes })).json();
    await create('dead');
    const deadLetterTargetArn = `arn:aws:sqs:${region}:${aws.account}:dead`;
    const { QueueUrl } = await create('orders', {
      VisibilityTimeout: '0',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
    });
    await sns({ Action: 'CreateTopic', Name: 'events' });
    await sns({
      Action: 'Subscribe',
      TopicArn: `arn:aws:sns:${region}:${aws.account}:events`,
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:${region}:${aws.account}:orders`,
      'Attributes.entry.1.key': 'RawMessageDelivery',
      'Attributes.entry.1.value': 'true',
    });
    await sns({
      Action: 'Publish',
      TopicArn: `arn:aws:sns:${region}:${aws.account}:events`,
      Message: 'hello',
    });
    const receive = async () => (await sqs('ReceiveMessage', { QueueUrl })).json();
    expect((await receive()).Messages).toMatchObject([{ Body: 'hello' }]);
    expect((await receive()).Messages).toHaveLength(1);
    expect((await receive()).Messages).toHaveLength(0);
    expect(aws.state.queues.dead.messages).toMatchObject([{ body: 'hello' }]);

    const missing = await sqs('GetQueueUrl', { QueueName: 'missing' });
    expect(missing.status).toBe(400);
    expect(missing.headers.get('x-amzn-query-error')).toBe(
      'AWS.SimpleQueueService.NonExistentQueue;Sender',
    );
    expect(await missing.json()).toMatchObject({
      __type: 'com.amazonaws#QueueDoesNotExist',
    });
    expect((await sns({ Action: 'DoWonders' })).status).toBe(501);
    const other = { headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{' };
    expect((await signedFetch(aws, { service: 'constructor', ...other })).status).toBe(501);
    const queue = { ...other.headers, 'x-amz-target': 'AmazonSQS.ListQueues' };
    const unread = await signedFetch(aws, { service: 'sqs', headers: queue, body: '{' });
    expect([unread.status, (await unread.json()).__type]).toEqual([
      400,
      'com.amazonaws#SerializationException',
    ]);
  });

  it('keeps roles, repositories and groups of logs', async () => {
    const json = (service: string, target: string, input: object) =>
      signedFetch(aws, {
        service,
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
        body: JSON.stringify(input),
      });
    const iam = (input: Record<string, string>) =>
      signedFetch(aws, {
        service: 'iam',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(input).toString(),
      });
    const role = { RoleName: 'worker', AssumeRolePolicyDocument: '{}' };
    expect((await iam({ Action: 'CreateRole', ...role })).status).toBe(200);
    const again = await iam({ Action: 'CreateRole', ...role });
    expect([again.status, await again.text()]).toEqual([
      409,
      expect.stringContaining('<Code>EntityAlreadyExists</Code>'),
    ]);
    const policy = { RoleName: 'worker', PolicyName: 'own', PolicyDocument: '{"a": 1}' };
    await iam({ Action: 'PutRolePolicy', ...policy });
    expect(await (await iam({ Action: 'GetRolePolicy', ...policy })).text()).toContain(
      encodeURIComponent('{"a": 1}'),
    );
    expect((await iam({ Action: 'DeleteRole', RoleName: 'worker' })).status).toBe(409);
    await iam({ Action: 'DeleteRolePolicy', ...policy });
    await iam({ Action: 'DeleteRole', RoleName: 'worker' });
    expect((await iam({ Action: 'GetRole', RoleName: 'worker' })).status).toBe(404);

    const ecr = (action: string, input: object) =>
      json('ecr', `AmazonEC2ContainerRegistry_V20150921.${action}`, input);
    const { repository } = await (await ecr('CreateRepository', { repositoryName: 'shop' })).json();
    expect(repository.repositoryUri).toBe(`${new URL(aws.url).host}/shop`);
    const missing = await ecr('DescribeRepositories', { repositoryNames: ['none'] });
    expect(await missing.json()).toMatchObject({
      __type: 'com.amazonaws#RepositoryNotFoundException',
    });
    const noPolicy = await ecr('GetLifecyclePolicy', { repositoryName: 'shop' });
    expect(noPolicy.status).toBe(400);

    const logs = (action: string, input: object) => json('logs', `Logs_20140328.${action}`, input);
    await logs('CreateLogGroup', { logGroupName: '/shop' });
    await logs('PutRetentionPolicy', { logGroupName: '/shop', retentionInDays: 7 });
    const listed = await (await logs('DescribeLogGroups', { logGroupNamePrefix: '/s' })).json();
    expect(listed.logGroups).toMatchObject([{ logGroupName: '/shop', retentionInDays: 7 }]);
    expect((await logs('DeleteLogGroup', { logGroupName: '/none' })).status).toBe(400);
  });

  it('fails as it is told', async () => {
    aws.faults.set({ refuse: { 's3:CreateBucket': 'AccessDenied' } });
    await expect(bucket('refused')).rejects.toMatchObject({ name: 'AccessDenied' });
    aws.faults.set({ mode: 'throttle' });
    await expect(sts().send(new GetCallerIdentityCommand())).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    aws.faults.set({ mode: 'down' });
    await expect(fetch(aws.url)).rejects.toThrow('fetch failed');
  });

  it('keeps everything over a restart', async () => {
    await bucket('kept');
    const again = await startAws({ dataFolder: folder });
    expect(again.state.buckets).toHaveProperty('kept.region', region);
    expect(again.state.queues).toHaveProperty('orders');
    await again.stop();
  });
});
