import { Identity } from './identities';

/** One signed request. */
export interface AwsCall {
  method: string;
  /** Decoded, without the place where the sandbox is mounted; begins with a slash. */
  path: string;
  query: URLSearchParams;
  header(name: string): string | undefined;
  body: Buffer;
  /** What an object is given besides its content, by headers. */
  metadata(): Record<string, string>;
  region: string;
  identity: Identity;
  requestId: string;
  /** Scheme and host that the client used. */
  origin: string;
}

export interface AwsAnswer {
  /** Default 200. */
  status?: number;
  headers?: Record<string, string>;
  type?: string;
  body?: string | Buffer;
}
