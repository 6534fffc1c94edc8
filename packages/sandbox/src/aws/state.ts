import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface StoredObject {
  /** base64 */
  content: string;
  etag: string;
  type: string;
  modified: string;
  metadata: Record<string, string>;
}

export interface Bucket {
  region: string;
  created: string;
  /** What was put at each sub-resource, as it was put: XML, or JSON for a policy. */
  settings: Record<string, string>;
  objects: Record<string, StoredObject>;
}

export interface Message {
  id: string;
  body: string;
  attributes: Record<string, unknown>;
  visibleAt: number;
  receives: number;
  receipt?: string;
}

export interface Queue {
  attributes: Record<string, string>;
  tags: Record<string, string>;
  messages: Message[];
}

export interface Subscription {
  topic: string;
  protocol: string;
  endpoint: string;
  attributes: Record<string, string>;
}

export interface Topic {
  attributes: Record<string, string>;
  tags: Record<string, string>;
}

export interface Role {
  id: string;
  path: string;
  created: string;
  description: string;
  trust: string;
  /** ARN, or empty. */
  boundary: string;
  tags: Record<string, string>;
  /** Documents by name. */
  policies: Record<string, string>;
  /** ARNs. */
  attached: string[];
}

/** What a manifest says, and when it came. */
export interface StoredManifest {
  mediaType: string;
  /** Of the manifest itself. */
  size: number;
  /** Of its configuration and layers, compressed. */
  imageBytes: number;
  /** Milliseconds since 1970. */
  pushed: number;
  /** Digests of configuration and layers. */
  blobs: string[];
  /** Digests of the images of an index. */
  manifests: string[];
  /** Digest of what it is about, such as the image of a signature. */
  subject?: string;
  artifactType?: string;
  annotations?: Record<string, string>;
}

/** Images of a repository; the contents are files by digest. */
export interface Images {
  manifests: Record<string, StoredManifest>;
  /** A list, because a tag may have the name of anything. */
  tags: { tag: string; digest: string }[];
  /** Digests. */
  blobs: string[];
}

export interface Repository {
  settings: Record<string, unknown>;
  tags: Record<string, string>;
  lifecycle?: string;
  images?: Images;
}

export interface FunctionUrl {
  id: string;
  authType: 'AWS_IAM' | 'NONE';
  invokeMode: string;
  cors?: unknown;
  /** ISO 8601. */
  created: string;
  changed: string;
}

export interface LambdaFunction {
  /** What was asked for, by the names of the API. */
  settings: Record<string, unknown>;
  imageUri: string;
  /** Which image that was when it was given. */
  digest: string;
  revision: string;
  /** Milliseconds since 1970. */
  changed: number;
  /** Until it was changed for the first time it is being created. */
  isNew: boolean;
  /** Most invocations at once. */
  concurrency?: number;
  url?: FunctionUrl;
  /** Statements by their id. */
  policy: Record<string, Record<string, unknown>>;
  tags: Record<string, string>;
}

export interface LogGroup {
  /** Milliseconds since 1970. */
  created: number;
  retentionDays?: number;
  tags: Record<string, string>;
}

/** Everything that exists, by name; topics and subscriptions by ARN. */
export interface AwsState {
  buckets: Record<string, Bucket>;
  queues: Record<string, Queue>;
  topics: Record<string, Topic>;
  subscriptions: Record<string, Subscription>;
  roles: Record<string, Role>;
  repositories: Record<string, Repository>;
  logGroups: Record<string, LogGroup>;
  functions: Record<string, LambdaFunction>;
}

const nothing = (): AwsState => ({
  ...{ buckets: {}, queues: {}, topics: {}, subscriptions: {} },
  ...{ roles: {}, repositories: {}, logGroups: {}, functions: {} },
});

export interface KeptState {
  readonly current: AwsState;
  /** Writes what changed, before the client hears of it. */
  save(): void;
}

/** In a file of `folder`, or without one in memory. */
export function keptState(folder?: string): KeptState {
  if (!folder) return { current: nothing(), save: () => undefined };
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'state.json');
  const current = { ...nothing(), ...read(path) };
  return {
    current,
    save() {
      writeFileSync(`${path}.new`, JSON.stringify(current));
      renameSync(`${path}.new`, path);
    },
  };
}

function read(path: string): Partial<AwsState> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as AwsState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
