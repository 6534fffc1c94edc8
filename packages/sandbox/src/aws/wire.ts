import { Request, Response } from 'express';
import { AwsAnswer, AwsCall } from './call';
import { SignedRequest } from './signature';

const METADATA = /^x-amz-meta-/;

/** What a signature covers, of a request whose body was read whole. */
export function signedRequest(request: Request): SignedRequest & Pick<AwsCall, 'metadata'> {
  const [rawPath, query = ''] = request.originalUrl.split('?');
  const header = (name: string) => {
    const value = request.headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(',') : value;
  };
  return {
    method: request.method,
    rawPath,
    query: new URLSearchParams(query),
    header,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    metadata: () =>
      Object.fromEntries(
        Object.keys(request.headers)
          .filter(name => METADATA.test(name))
          .map(name => [name.replace(METADATA, ''), header(name) ?? '']),
      ),
  };
}

export function send(
  response: Response,
  { status = 200, headers = {}, type, body }: AwsAnswer,
): void {
  response.status(status).set(headers);
  if (type) response.set('content-type', type);
  response.end(body);
}
