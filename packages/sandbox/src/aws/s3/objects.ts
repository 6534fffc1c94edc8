import { createHash } from 'node:crypto';
import { AwsCall, AwsAnswer } from '../call';
import { AwsError } from '../errors';
import { Bucket, StoredObject } from '../state';
import { parseXml, xml } from '../xml';
import { plainBody } from './chunked';
import { S3_NAMESPACE } from './namespace';

const METADATA = 'x-amz-meta-';
const MOST = 1000;

const headersOf = ({ etag, modified, metadata }: StoredObject) => ({
  etag,
  'last-modified': modified,
  ...Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [`${METADATA}${name}`, value]),
  ),
});

const described = (Key: string, { content, etag, modified }: StoredObject) => ({
  Key,
  LastModified: new Date(modified).toISOString(),
  ETag: etag,
  Size: Buffer.byteLength(content, 'base64'),
  StorageClass: 'STANDARD',
});

const asXml = (root: string, content: object): AwsAnswer => ({
  type: 'application/xml',
  body: xml(root, content, S3_NAMESPACE),
});

/** @throws AwsError */
export function objectAnswer(call: AwsCall, bucket: Bucket, key: string): AwsAnswer {
  const stored = Object.hasOwn(bucket.objects, key) ? bucket.objects[key] : undefined;
  switch (call.method) {
    case 'PUT':
      return put(call, bucket, key, stored);
    case 'DELETE':
      delete bucket.objects[key];
      return { status: 204 };
    case 'GET':
    case 'HEAD':
      if (!stored) throw new AwsError(404, 'NoSuchKey', 'The specified key does not exist.');
      return {
        type: stored.type,
        headers: headersOf(stored),
        body: Buffer.from(stored.content, 'base64'),
      };
    default:
      throw new AwsError(501, 'NotImplemented', `The sandbox does not ${call.method} objects`);
  }
}

function put(call: AwsCall, bucket: Bucket, key: string, before?: StoredObject): AwsAnswer {
  // How a lock is taken: only where there is nothing yet, or only over what one has seen.
  const isTaken = call.header('if-none-match') === '*' && before;
  const wanted = call.header('if-match');
  if (isTaken || (wanted && wanted !== before?.etag)) {
    throw new AwsError(412, 'PreconditionFailed', 'The object is not as it was expected');
  }
  const content = plainBody(call);
  const etag = `"${createHash('md5').update(content).digest('hex')}"`;
  bucket.objects[key] = {
    content: content.toString('base64'),
    etag,
    type: call.header('content-type') ?? 'binary/octet-stream',
    modified: new Date().toUTCString(),
    metadata: call.metadata(),
  };
  return { headers: { etag, 'x-amz-server-side-encryption': 'AES256' } };
}

/** `ListObjectsV2`, a page at a time. */
export function listObjects({ query }: AwsCall, name: string, { objects }: Bucket): AwsAnswer {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const most = Math.min(Number(query.get('max-keys') ?? MOST), MOST);
  const common = new Set<string>();
  const keys = Object.keys(objects)
    .sort()
    .filter(key => {
      if (!key.startsWith(prefix) || key <= after) return false;
      const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
      if (end >= 0) common.add(key.slice(0, end + delimiter.length));
      return end < 0;
    });
  const page = keys.slice(0, most);
  const isTruncated = keys.length > page.length;
  return asXml('ListBucketResult', {
    Name: name,
    Prefix: prefix,
    KeyCount: page.length,
    MaxKeys: most,
    IsTruncated: isTruncated,
    ...(isTruncated ? { NextContinuationToken: page.at(-1) } : {}),
    Contents: page.map(key => described(key, objects[key])),
    CommonPrefixes: [...common].map(Prefix => ({ Prefix })),
  });
}

/** `ListObjectVersions`: the sandbox keeps the newest version only. */
export function listVersions({ query }: AwsCall, name: string, { objects }: Bucket): AwsAnswer {
  const prefix = query.get('prefix') ?? '';
  const keys = Object.keys(objects).filter(key => key.startsWith(prefix));
  return asXml('ListVersionsResult', {
    Name: name,
    Prefix: prefix,
    IsTruncated: false,
    Version: keys.map(key => ({
      ...described(key, objects[key]),
      VersionId: 'null',
      IsLatest: true,
    })),
  });
}

/** `DeleteObjects`. */
export function deleteObjects(call: AwsCall, { objects }: Bucket): AwsAnswer {
  const wanted = (parseXml(plainBody(call).toString('utf8')).Object ?? []) as { Key: string }[];
  for (const { Key } of wanted) delete objects[Key];
  return asXml('DeleteResult', { Deleted: wanted.map(({ Key }) => ({ Key })) });
}
