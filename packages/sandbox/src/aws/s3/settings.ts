import { AwsCall, AwsAnswer } from '../call';
import { AwsError } from '../errors';
import { AWS_ACCOUNT } from '../identities';
import { Bucket } from '../state';
import { parseXml, xml } from '../xml';
import { S3_NAMESPACE } from './namespace';

/** One sub-resource of a bucket, such as `?versioning`. */
interface Setting {
  /** As in `GetBucketVersioning`. */
  name: string;
  /** What is answered before anything was put. */
  initial?(bucket: Bucket): string;
  /** The code that says that nothing was put. */
  missing?: string;
  /** Refuses what S3 refuses. */
  check?(text: string, bucket: Bucket): void;
}

const document = (root: string, content: object = {}) => xml(root, content, S3_NAMESPACE);

const SETTINGS: Record<string, Setting> = {
  accelerate: {
    name: 'BucketAccelerateConfiguration',
    initial: () => document('AccelerateConfiguration'),
  },
  acl: { name: 'BucketAcl', initial: ownersOnly, check: refuseAcl },
  cors: { name: 'BucketCors', missing: 'NoSuchCORSConfiguration' },
  encryption: { name: 'BucketEncryption', initial: ownKeys },
  lifecycle: { name: 'BucketLifecycleConfiguration', missing: 'NoSuchLifecycleConfiguration' },
  location: {
    name: 'BucketLocation',
    initial: ({ region }) =>
      xml('LocationConstraint', region === 'us-east-1' ? '' : { '#text': region }, S3_NAMESPACE),
  },
  logging: { name: 'BucketLogging', initial: () => document('BucketLoggingStatus') },
  notification: {
    name: 'BucketNotificationConfiguration',
    initial: () => document('NotificationConfiguration'),
  },
  'object-lock': {
    name: 'ObjectLockConfiguration',
    missing: 'ObjectLockConfigurationNotFoundError',
  },
  ownershipControls: {
    name: 'BucketOwnershipControls',
    missing: 'OwnershipControlsNotFoundError',
  },
  policy: { name: 'BucketPolicy', missing: 'NoSuchBucketPolicy', check: checkPolicy },
  publicAccessBlock: {
    name: 'PublicAccessBlock',
    missing: 'NoSuchPublicAccessBlockConfiguration',
  },
  replication: { name: 'BucketReplication', missing: 'ReplicationConfigurationNotFoundError' },
  requestPayment: {
    name: 'BucketRequestPayment',
    initial: () => document('RequestPaymentConfiguration', { Payer: 'BucketOwner' }),
  },
  tagging: { name: 'BucketTagging', missing: 'NoSuchTagSet' },
  versioning: {
    name: 'BucketVersioning',
    initial: () => document('VersioningConfiguration'),
  },
  website: { name: 'BucketWebsite', missing: 'NoSuchWebsiteConfiguration' },
};

/** What a bucket has from the beginning: nothing public, no access lists. */
export const NEW_BUCKET: Record<string, string> = {
  ownershipControls: document('OwnershipControls', {
    Rule: { ObjectOwnership: 'BucketOwnerEnforced' },
  }),
  publicAccessBlock: document('PublicAccessBlockConfiguration', {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  }),
};

const VERBS: Record<string, string> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' };

/** The sub-resource that a call is about, if it is about one. */
export function settingOf({ query }: AwsCall): string | undefined {
  return Object.keys(SETTINGS).find(name => query.has(name));
}

/** Such as `PutBucketVersioning`. */
export const settingAction = (method: string, setting: string) =>
  `${VERBS[method] ?? method}${SETTINGS[setting].name}`;

const headersOf = (name: string): Record<string, string> =>
  name === 'lifecycle'
    ? { 'x-amz-transition-default-minimum-object-size': 'all_storage_classes_128K' }
    : {};

/** @throws AwsError */
export function settingAnswer(call: AwsCall, bucket: Bucket, name: string): AwsAnswer {
  const setting = SETTINGS[name];
  if (call.method === 'DELETE') {
    delete bucket.settings[name];
    return { status: 204 };
  }
  if (call.method === 'PUT') {
    const text = call.body.toString('utf8');
    if (name !== 'policy' && text) parseXml(text);
    setting.check?.(text, bucket);
    bucket.settings[name] = text;
    return { headers: headersOf(name) };
  }
  const text = bucket.settings[name] ?? setting.initial?.(bucket);
  if (text === undefined) {
    const code = setting.missing ?? 'NoSuchConfiguration';
    throw new AwsError(404, code, `The bucket has no ${name}`);
  }
  const type = name === 'policy' ? 'application/json' : 'application/xml';
  return { type, body: text, headers: headersOf(name) };
}

function ownersOnly(): string {
  const Owner = { ID: AWS_ACCOUNT.padStart(64, '0') };
  const Grantee = {
    '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    '@xsi:type': 'CanonicalUser',
    ...Owner,
  };
  return document('AccessControlPolicy', {
    Owner,
    AccessControlList: { Grant: { Grantee, Permission: 'FULL_CONTROL' } },
  });
}

function ownKeys(): string {
  return document('ServerSideEncryptionConfiguration', {
    Rule: {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
      BucketKeyEnabled: false,
    },
  });
}

function refuseAcl(_text: string, { settings }: Bucket): void {
  if (settings.ownershipControls?.includes('BucketOwnerEnforced')) {
    throw new AwsError(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
}

interface Statement {
  Effect?: string;
  Principal?: unknown;
  Condition?: unknown;
}

const isEverybody = (principal: unknown) =>
  principal === '*' || JSON.stringify(principal) === '{"AWS":"*"}';

function checkPolicy(text: string, { settings }: Bucket): void {
  let statements: Statement[];
  try {
    statements = [
      (JSON.parse(text) as { Statement?: Statement | Statement[] }).Statement ?? [],
    ].flat();
  } catch {
    throw new AwsError(400, 'MalformedPolicy', 'Policies must be valid JSON');
  }
  const isPublic = statements.some(
    ({ Effect, Principal, Condition }) =>
      Effect === 'Allow' && isEverybody(Principal) && !Condition,
  );
  if (isPublic && /BlockPublicPolicy>true</.test(settings.publicAccessBlock ?? '')) {
    throw new AwsError(
      403,
      'AccessDenied',
      'Public policies are blocked by the BlockPublicPolicy block public access setting',
    );
  }
}
