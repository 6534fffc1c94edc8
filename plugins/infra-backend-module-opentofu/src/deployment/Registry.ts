import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageRepository } from './imageReference';

export interface RegistryLogin {
  username: string;
  password: string;
}

const ACCEPT = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
].join(', ');

const PATIENCE_MS = 30_000;
const ATTEMPTS = 3;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

const basic = ({ username, password }: RegistryLogin) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** The parameters of a challenge: `Bearer realm="…",service="…"`. */
const challengeOf = (header: string): Record<string, string> =>
  Object.fromEntries(
    [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );

/** What is asked of a registry besides pushing, by the distribution protocol. Redirects are not followed. */
export class Registry {
  private readonly base: string;

  constructor(
    private readonly repository: ImageRepository,
    private readonly login: RegistryLogin | undefined,
    private readonly options: { isPlain: boolean; signal: AbortSignal },
  ) {
    this.base = `${options.isPlain ? 'http' : 'https'}://${repository.host}`;
  }

  /** The digest of what a tag stands for; undefined where there is no such tag. */
  async digestOf(tag: string): Promise<string | undefined> {
    const url = `${this.base}/v2/${this.repository.name}/manifests/${tag}`;
    let response = await this.head(url, this.login && basic(this.login));
    if (response.status === 401) {
      const token = await this.token(response.headers.get('www-authenticate') ?? '');
      if (token) response = await this.head(url, `Bearer ${token}`);
    }
    if (response.status === 404) return undefined;
    const digest = response.headers.get('docker-content-digest') ?? '';
    if (response.status === 200 && DIGEST.test(digest)) return digest;
    throw new Error(
      response.status === 200
        ? `The registry ${this.repository.host} does not tell the digest of an image`
        : `The registry ${this.repository.host} answered ${response.status} when it was asked for ${this.repository.name}`,
    );
  }

  private head(url: string, authorization: string | undefined): Promise<Response> {
    const headers = { accept: ACCEPT, ...(authorization ? { authorization } : {}) };
    return this.ask(url, { method: 'HEAD', headers });
  }

  /** Registries that take no password hand out tokens for one, where their challenge says. */
  private async token(challenge: string): Promise<string | undefined> {
    const { realm, service } = challengeOf(challenge);
    if (!/^bearer /i.test(challenge) || !realm || !URL.canParse(realm)) return undefined;
    const url = new URL(realm);
    if (url.protocol !== 'https:' && !(this.options.isPlain && url.origin === this.base)) {
      throw new Error(`The registry ${this.repository.host} wants the password without TLS`);
    }
    if (service) url.searchParams.set('service', service);
    url.searchParams.set('scope', `repository:${this.repository.name}:pull`);
    const headers = this.login ? { authorization: basic(this.login) } : undefined;
    const response = await this.ask(url.href, { headers });
    if (!response.ok) return undefined;
    const answer = (await response.json()) as { token?: unknown; access_token?: unknown };
    const token = answer.token ?? answer.access_token;
    return typeof token === 'string' ? token : undefined;
  }

  private async ask(url: string, init: RequestInit): Promise<Response> {
    const { signal } = this.options;
    for (let attempt = 1; ; attempt++) {
      try {
        const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
        return await fetch(url, { ...init, redirect: 'manual', signal: patience });
      } catch (error) {
        signal.throwIfAborted();
        if (attempt === ATTEMPTS) {
          throw new Error(`The registry ${this.repository.host} does not answer`, { cause: error });
        }
        await sleep(attempt * 500, undefined, { signal });
      }
    }
  }
}
