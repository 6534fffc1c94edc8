import { createHash, createHmac, Hash, Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { Aws } from '../startAws';

type Data = string | ArrayBuffer | ArrayBufferView;

const bytes = (data: Data) => {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
};

class Sha256 {
  private readonly hash: Hash | Hmac;

  constructor(secret?: Data) {
    this.hash = secret ? createHmac('sha256', bytes(secret)) : createHash('sha256');
  }

  update(data: Data): void {
    this.hash.update(bytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    throw new Error('Each hash is used once');
  }
}

/** A call of a service for which no client is installed, signed by AWS's own code. */
export async function signedFetch(
  { url, accessKeyId, secretAccessKey }: Aws,
  request: {
    service: string;
    headers: Record<string, string>;
    body?: string;
    /** Default POST. */
    method?: string;
    /** Below the services, or the whole address of something else. */
    path?: string;
  },
): Promise<Response> {
  const { service, headers, body, method = 'POST', path = '' } = request;
  const target = path.startsWith('http') ? path : `${url}${path}`;
  const { hostname, port, pathname, host, searchParams } = new URL(target);
  const signer = new SignatureV4({
    ...{ service, region: 'eu-central-1', sha256: Sha256 },
    credentials: { accessKeyId, secretAccessKey },
  });
  const signed = await signer.sign({
    ...{ method, protocol: 'http:', hostname, port: Number(port), path: pathname },
    ...{ query: Object.fromEntries(searchParams), headers: { ...headers, host }, body },
  });
  return fetch(target, { method, headers: signed.headers, body });
}
