import { AwsCall, AwsAnswer } from '../call';
import { AwsError } from '../errors';
import { AWS_ACCOUNT } from '../identities';
import { AwsService } from '../protocol';
import { AwsState, Bucket } from '../state';
import { parseXml, xml } from '../xml';
import { S3_NAMESPACE } from './namespace';
import { deleteObjects, listObjects, listVersions, objectAnswer } from './objects';
import { NEW_BUCKET, settingAction, settingAnswer, settingOf } from './settings';

const NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const type = 'application/xml';

const OBJECT_ACTIONS: Record<string, string> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
};
const BUCKET_ACTIONS: Record<string, string> = {
  GET: 'ListObjectsV2',
  HEAD: 'HeadBucket',
  PUT: 'CreateBucket',
  DELETE: 'DeleteBucket',
  POST: 'DeleteObjects',
};

function partsOf({ path }: AwsCall): { name: string; key: string } {
  const [, name = '', ...key] = path.split('/');
  return { name, key: key.join('/') };
}

function actionOf(call: AwsCall): string {
  const { name, key } = partsOf(call);
  const setting = settingOf(call);
  if (!name) return 'ListBuckets';
  if (key) return OBJECT_ACTIONS[call.method] ?? call.method;
  if (setting) return settingAction(call.method, setting);
  if (call.query.has('versions')) return 'ListObjectVersions';
  return BUCKET_ACTIONS[call.method] ?? call.method;
}

/** Buckets, their settings, and objects; in path style, as clients do for an address of numbers. */
export function s3(state: AwsState): AwsService {
  const bucketOf = (name: string) => {
    if (Object.hasOwn(state.buckets, name)) return state.buckets[name];
    throw new AwsError(404, 'NoSuchBucket', 'The specified bucket does not exist');
  };

  function create(call: AwsCall, name: string): AwsAnswer {
    if (!NAME.test(name)) {
      throw new AwsError(400, 'InvalidBucketName', 'The specified bucket is not valid.');
    }
    if (Object.hasOwn(state.buckets, name)) {
      throw new AwsError(409, 'BucketAlreadyOwnedByYou', 'You own the bucket already.');
    }
    const wanted = call.body.length > 0 ? parseXml(call.body.toString('utf8')) : {};
    const region = String(wanted.LocationConstraint ?? 'us-east-1');
    if (region !== call.region) {
      throw new AwsError(
        400,
        'IllegalLocationConstraintException',
        `The ${region} location constraint is incompatible with the region of this call.`,
      );
    }
    const created = new Date().toISOString();
    state.buckets[name] = { region, created, settings: { ...NEW_BUCKET }, objects: {} };
    return { headers: { location: `/${name}` } };
  }

  function remove(name: string, { objects }: Bucket): AwsAnswer {
    if (Object.keys(objects).length > 0) {
      throw new AwsError(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty');
    }
    delete state.buckets[name];
    return { status: 204 };
  }

  function bucketAnswer(call: AwsCall, name: string, bucket: Bucket): AwsAnswer {
    switch (actionOf(call)) {
      case 'HeadBucket':
        return { headers: { 'x-amz-bucket-region': bucket.region } };
      case 'DeleteBucket':
        return remove(name, bucket);
      case 'DeleteObjects':
        return deleteObjects(call, bucket);
      case 'ListObjectVersions':
        return listVersions(call, name, bucket);
      case 'ListObjectsV2':
        return listObjects(call, name, bucket);
      default:
        throw new AwsError(501, 'NotImplemented', `The sandbox does not ${call.method} buckets`);
    }
  }

  const listBuckets = (): AwsAnswer => ({
    type,
    body: xml(
      'ListAllMyBucketsResult',
      {
        Owner: { ID: AWS_ACCOUNT },
        Buckets: {
          Bucket: Object.entries(state.buckets).map(([Name, { created }]) => ({
            Name,
            CreationDate: created,
          })),
        },
      },
      S3_NAMESPACE,
    ),
  });

  return {
    actionOf,
    answer(call) {
      const { name, key } = partsOf(call);
      if (!name) return listBuckets();
      const setting = settingOf(call);
      if (!key && !setting && call.method === 'PUT') return create(call, name);
      const bucket = bucketOf(name);
      if (key) return objectAnswer(call, bucket, key);
      return setting ? settingAnswer(call, bucket, setting) : bucketAnswer(call, name, bucket);
    },
    refuse: ({ status, code, message }) => ({
      status,
      type,
      body: xml('Error', { Code: code, Message: message }),
    }),
  };
}
