import { InfraApiError } from './errors';
import {
  type OperationId,
  type RouteDefinition,
  type RouteInput,
  type RouteOutput,
  routes,
  type Routes,
} from './routes';

/** How the client reaches the backend: Backstage's discovery and fetch APIs fit, on both sides. */
export interface InfraClientOptions {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi?: { fetch: typeof fetch };
}

/** One method per route; it resolves to the body of the answer and rejects with an {@link InfraApiError}. */
export type InfraClient = {
  [K in OperationId]: {} extends RouteInput<Routes[K]>
    ? (input?: RouteInput<Routes[K]>, options?: InfraCallOptions) => Promise<RouteOutput<Routes[K]>>
    : (input: RouteInput<Routes[K]>, options?: InfraCallOptions) => Promise<RouteOutput<Routes[K]>>;
};

export interface InfraCallOptions {
  /** Bearer token, where the fetch API does not add one itself. */
  token?: string;
}

interface LooseInput {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  idempotencyKey?: string;
  ifMatch?: string;
  ifNoneMatch?: string;
  signal?: AbortSignal;
}

function buildPath(path: string, params: Record<string, string> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name]));
}

function buildQuery(query: Record<string, unknown> = {}): string {
  const entries = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)]);
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`;
}

function buildHeaders(input: LooseInput, token: string | undefined): Record<string, string> {
  return {
    ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(input.idempotencyKey ? { 'idempotency-key': input.idempotencyKey } : {}),
    ...(input.ifMatch ? { 'if-match': input.ifMatch } : {}),
    ...(input.ifNoneMatch ? { 'if-none-match': input.ifNoneMatch } : {}),
  };
}

/** Makes a client with one method per route of the REST API. */
export function createInfraClient(options: InfraClientOptions): InfraClient {
  const send = options.fetchApi?.fetch ?? fetch;

  const call = async (route: RouteDefinition, input: LooseInput, token: string | undefined) => {
    const baseUrl = await options.discoveryApi.getBaseUrl('infra');
    const response = await send(
      `${baseUrl}${buildPath(route.path, input.params)}${buildQuery(input.query)}`,
      {
        method: route.method.toUpperCase(),
        headers: buildHeaders(input, token),
        body: input.body === undefined ? undefined : JSON.stringify(input.body),
        signal: input.signal,
      },
    );
    if (!response.ok) throw await InfraApiError.fromResponse(response);
    return response.status === 204 ? undefined : response.json();
  };

  return Object.fromEntries(
    Object.entries<RouteDefinition>(routes).map(([operationId, route]) => [
      operationId,
      (input: LooseInput = {}, { token }: InfraCallOptions = {}) => call(route, input, token),
    ]),
  ) as unknown as InfraClient;
}
