import type { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import {
  type DirectoryReport,
  type InfraClient,
  InfraApiError,
  type Page,
  PLUGIN_ID,
  type Resource,
  type Unit,
} from '@bailiwick/backstage-plugin-infra-common';

const PAGE_SIZE = 200;

async function readAll<T>(readPage: (cursor?: string) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}

async function unlessMissing<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof InfraApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** Reads units and resources from the infra backend, as the catalog's own service. */
export class InfraReader {
  constructor(
    private readonly client: InfraClient,
    private readonly auth: AuthService,
    private readonly discovery: Pick<DiscoveryService, 'getBaseUrl'>,
    private readonly send: typeof fetch = fetch,
  ) {}

  /** The OpenAPI document as text; it is open to read. */
  async openApiDocument(): Promise<string> {
    const response = await this.send(`${await this.discovery.getBaseUrl(PLUGIN_ID)}/openapi.json`);
    if (!response.ok) throw await InfraApiError.fromResponse(response);
    return response.text();
  }

  async units(): Promise<Unit[]> {
    const options = await this.credentials();
    return readAll(cursor =>
      this.client.listUnits({ query: { limit: PAGE_SIZE, cursor } }, options),
    );
  }

  async unit(id: string): Promise<Unit | undefined> {
    return unlessMissing(this.client.getUnit({ params: { id } }, await this.credentials()));
  }

  async resources(): Promise<Resource[]> {
    const options = await this.credentials();
    return readAll(cursor =>
      this.client.listResources({ query: { limit: PAGE_SIZE, cursor } }, options),
    );
  }

  async resource(id: string): Promise<Resource | undefined> {
    return unlessMissing(this.client.getResource({ params: { id } }, await this.credentials()));
  }

  async directory(): Promise<DirectoryReport> {
    return this.client.getDirectoryReport({}, await this.credentials());
  }

  private async credentials(): Promise<{ token: string }> {
    return this.auth.getPluginRequestToken({
      onBehalfOf: await this.auth.getOwnServiceCredentials(),
      targetPluginId: PLUGIN_ID,
    });
  }
}
