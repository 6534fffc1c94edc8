import type { z } from 'zod';
import {
  type Application,
  applicationListSchema,
  applicationSchema,
  LIST_FIELDS,
} from './application';
import { ArgoCdError, isArgoCdError } from './errors';
import type { ArgoCdInstanceSettings } from './settings';

/** How long a message of Argo CD may be before it is cut. */
const MESSAGE_LIMIT = 600;
/** gRPC status codes that Argo CD's gateway repeats in the body of an error. */
const FAILED_PRECONDITION = 9;

interface Call {
  /** What is asked for, as the end of "Argo CD <name> refuses ...". */
  what: string;
  path: string;
  method?: 'GET' | 'POST';
  query?: [string, string][];
  body?: Record<string, unknown>;
  signal?: AbortSignal;
}

/** What a sync is asked to do. */
export interface SyncRequest {
  /** The commit to bring about; the head of the application's branch where it is left out. */
  revision?: string;
  /** Whether to remove what git no longer has. */
  prune?: boolean;
}

/**
 * The calls to one Argo CD that we need. Every call has a deadline, and everything that goes wrong is an {@link ArgoCdError}; only
 * the caller's own abort is passed on as it is. Applications outside Argo CD's namespace are called `<namespace>/<name>`, as Argo CD
 * calls them itself.
 */
export class ArgoCdClient {
  constructor(private readonly settings: ArgoCdInstanceSettings) {}

  get name(): string {
    return this.settings.name;
  }

  /** Every application that is watched, with what a list shows of it: no resources, no history. One call. */
  async listApplications(options: { signal?: AbortSignal } = {}): Promise<Application[]> {
    const { projects, selector } = this.settings;
    const { items } = await this.call(applicationListSchema, {
      what: 'to list applications',
      path: '/api/v1/applications',
      query: [
        ['fields', LIST_FIELDS.join(',')],
        ...projects.map((project): [string, string] => ['projects', project]),
        ...(selector ? [['selector', selector] as [string, string]] : []),
      ],
      signal: options.signal,
    });
    return items;
  }

  /** One application as it is now. */
  async getApplication(name: string, options: { signal?: AbortSignal } = {}): Promise<Application> {
    return this.call(applicationSchema, {
      what: `to show the application ${name}`,
      ...this.address(name),
      signal: options.signal,
    });
  }

  /**
   * Starts a sync and answers the application as it is then. An application with automatic sync takes no revision, only the head of
   * its branch; then that is what is asked for.
   */
  async syncApplication(
    name: string,
    request: SyncRequest = {},
    options: { signal?: AbortSignal } = {},
  ): Promise<Application> {
    const { path, query } = this.address(name);
    const sync = (revision: string | undefined) =>
      this.call(applicationSchema, {
        what: `to sync the application ${name}`,
        method: 'POST',
        path: `${path}/sync`,
        query,
        body: { name, prune: request.prune ?? false, ...(revision ? { revision } : {}) },
        signal: options.signal,
      });
    try {
      return await sync(request.revision);
    } catch (error) {
      const isAutomatic =
        isArgoCdError(error, 'refused') && error.message.includes('auto-sync currently set to');
      if (!isAutomatic) throw error;
      return sync(undefined);
    }
  }

  /** What we call an application. */
  nameOf({ metadata: { name, namespace } }: Application): string {
    return namespace && namespace !== this.settings.namespace ? `${namespace}/${name}` : name;
  }

  /** Where people see an application in Argo CD. */
  urlOf(name: string): string {
    const { namespace, own } = split(name);
    const place = [namespace ?? this.settings.namespace, own].map(encodeURIComponent).join('/');
    return `${this.settings.uiUrl}/applications/${place}`;
  }

  private address(name: string): Pick<Call, 'path' | 'query'> {
    const { namespace, own } = split(name);
    return {
      path: `/api/v1/applications/${encodeURIComponent(own)}`,
      query: namespace ? [['appNamespace', namespace]] : [],
    };
  }

  private async call<S extends z.ZodType>(schema: S, call: Call): Promise<z.output<S>> {
    const deadline = AbortSignal.timeout(this.settings.timeoutMs);
    const signal = call.signal ? AbortSignal.any([call.signal, deadline]) : deadline;
    let status: number;
    let text: string;
    try {
      const query = call.query?.length ? `?${new URLSearchParams(call.query)}` : '';
      const response = await fetch(`${this.settings.url}${call.path}${query}`, {
        method: call.method ?? 'GET',
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${this.settings.token}`,
          ...(call.body ? { 'content-type': 'application/json' } : {}),
        },
        body: call.body && JSON.stringify(call.body),
        redirect: 'error', // a redirect leads to a login page, and the token is for this address only
        signal,
      });
      status = response.status;
      text = await response.text();
    } catch (error) {
      call.signal?.throwIfAborted();
      throw this.unreachable(error, deadline.aborted);
    }
    const body = parseJson(text);
    if (status < 200 || status > 299) throw this.refusal(call.what, status, body);
    const parsed = schema.safeParse(body);
    if (!parsed.success) {
      throw this.fail('upstream', `answered ${call.what} with something else than its API says`);
    }
    return parsed.data;
  }

  private fail(failure: ArgoCdError['failure'], message: string, cause?: unknown): ArgoCdError {
    const { name, token } = this.settings;
    const told = `Argo CD ${name} ${message}`.replaceAll(token, '[token]');
    return new ArgoCdError(failure, name, told, { cause });
  }

  private unreachable(error: unknown, late: boolean): ArgoCdError {
    if (late) {
      return this.fail('unreachable', `did not answer within ${this.settings.timeoutMs / 1000} s`);
    }
    const cause = (error as { cause?: { code?: string; message?: string } }).cause;
    const why = cause?.code ?? cause?.message ?? String(error);
    return this.fail('unreachable', `cannot be reached (${why})`);
  }

  private refusal(what: string, status: number, body: unknown): ArgoCdError {
    const { message, code } = describe(body);
    const said = message ? `: ${message}` : '';
    if (status === 401 || status === 403) {
      return this.fail(
        'forbidden',
        status === 401
          ? `does not accept the portal's token${said}`
          : `refuses ${what} to the portal's token; it may lack the right, or the application does not exist${said}`,
      );
    }
    if (status === 404) return this.fail('missing', `was asked ${what}, but has none${said}`);
    if (status < 500 && code === FAILED_PRECONDITION && /already in progress/.test(message)) {
      return this.fail('busy', `is busy with another operation${said}`);
    }
    if (status < 500 && status !== 429) return this.fail('refused', `refuses ${what}${said}`);
    return this.fail('upstream', `answered ${status} when asked ${what}${said}`);
  }
}

function split(name: string): { namespace?: string; own: string } {
  const [first, second] = name.split('/', 2);
  return second === undefined ? { own: first } : { namespace: first, own: second };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whatever stands between us and Argo CD may answer with a page; the schema then refuses undefined.
    return undefined;
  }
}

/** Message and gRPC code of an error's body; a page of HTML gives neither. */
function describe(body: unknown): { message: string; code?: number } {
  const { message, error, code } = (body ?? {}) as Record<string, unknown>;
  const told = [message, error].find(value => typeof value === 'string') ?? '';
  return {
    message: String(told).slice(0, MESSAGE_LIMIT),
    code: typeof code === 'number' ? code : undefined,
  };
}
