import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { AwsError } from './errors';
import { Identities, Identity } from './identities';

/** A request as it came over the wire. */
export interface SignedRequest {
  method: string;
  /** Path as it was sent, still encoded. */
  rawPath: string;
  query: URLSearchParams;
  header(name: string): string | undefined;
  body: Buffer;
}

export interface Signed {
  identity: Identity;
  region: string;
  /** For which service it was signed, such as `s3`. */
  service: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/;

const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, data: string) =>
  createHmac('sha256', key).update(data).digest();

/** As RFC 3986 has it; encodeURIComponent leaves five characters out. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** For which service the request is signed, whoever signed it. */
export function serviceOf(request: Pick<SignedRequest, 'header'>): string | undefined {
  return AUTHORIZATION.exec(request.header('authorization') ?? '')?.[4];
}

/**
 * Checks a signature of version 4, as AWS documents it.
 *
 * @throws AwsError in the words by which clients know what is wrong
 */
export function verify(request: SignedRequest, identities: Identities): Signed {
  const match = AUTHORIZATION.exec(request.header('authorization') ?? '');
  if (!match) {
    throw new AwsError(403, 'MissingAuthenticationToken', 'Request is missing a signature');
  }
  const [, accessKeyId, day, region, service, signedHeaders, signature] = match;
  const identity = identities.find(accessKeyId);
  if (!identity) {
    const code = service === 's3' ? 'InvalidAccessKeyId' : 'InvalidClientTokenId';
    throw new AwsError(403, code, 'The security token included in the request is invalid.');
  }
  if (identity.sessionToken && identity.sessionToken !== request.header('x-amz-security-token')) {
    throw new AwsError(403, 'InvalidClientTokenId', 'The session token is missing or wrong.');
  }
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = [
    'AWS4-HMAC-SHA256',
    request.header('x-amz-date'),
    scope,
    sha256(canonical(request, signedHeaders, service)),
  ].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(
    hmac,
    `AWS4${identity.secretAccessKey}`,
  );
  if (!timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex'))) {
    throw new AwsError(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    );
  }
  return { identity, region, service };
}

function canonical(request: SignedRequest, signedHeaders: string, service: string): string {
  // Every service but S3 signs the path encoded twice.
  const path =
    service === 's3' ? request.rawPath : request.rawPath.split('/').map(encode).join('/');
  const query = [...request.query]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const headers = signedHeaders
    .split(';')
    .map(name => `${name}:${(request.header(name) ?? '').trim().replace(/ +/g, ' ')}\n`)
    .join('');
  const payload = request.header('x-amz-content-sha256') ?? sha256(request.body);
  return [request.method, path, query, headers, signedHeaders, payload].join('\n');
}
