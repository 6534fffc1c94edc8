import type { AuthService, BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  type CreateResource,
  type DryRunResult,
  type InfraClient,
  InfraApiError,
  type LogLine,
  PLUGIN_ID,
  type Resource,
  type Run,
  type Unit,
} from '@bailiwick/backstage-plugin-infra-common';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const isNamed = (unit: Unit, name: string): boolean =>
  name.includes(':') ? unit.entityRef.toLowerCase() === name : unit.slug === name;

/** The infra backend, called as the user who runs the template: nothing that the user may not do can be done by a template. */
export class UserInfra {
  constructor(
    private readonly client: InfraClient,
    private readonly auth: AuthService,
    private readonly credentials: BackstageCredentials,
  ) {}

  async preview(wish: CreateResource): Promise<DryRunResult> {
    const answer = await this.client.createResource(
      { body: { ...wish, dryRun: true } },
      await this.token(),
    );
    if (!('valid' in answer)) throw new Error('A dry run must not create anything');
    return answer;
  }

  /** The same key and wish give the same resource, however often they are sent. */
  async request(wish: CreateResource, idempotencyKey: string): Promise<Resource> {
    const answer = await this.client.createResource(
      { body: wish, idempotencyKey },
      await this.token(),
    );
    if ('valid' in answer) throw new Error('A request must not be taken for a dry run');
    return answer;
  }

  /** Undefined where there is none, or none that the user may read. */
  async findResource(id: string): Promise<Resource | undefined> {
    try {
      return await this.client.getResource({ params: { id } }, await this.token());
    } catch (error) {
      if (error instanceof InfraApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  async destroy(id: string, comment?: string): Promise<Resource> {
    const { resource } = await this.client.actOnResource(
      { params: { id, action: 'destroy' }, body: { comment } },
      await this.token(),
    );
    return resource;
  }

  async run(id: string): Promise<Run> {
    return this.client.getRun({ params: { id } }, await this.token());
  }

  async logLines(runId: string, after: number): Promise<LogLine[]> {
    const { items } = await this.client.listRunLogs(
      { params: { id: runId }, query: { after } },
      await this.token(),
    );
    return items;
  }

  /** The unit that a template names by its id, its Group in the catalog, or the slug of a team. */
  async unitId(unit: string): Promise<string> {
    if (UUID.test(unit)) return unit;
    const name = unit.toLowerCase();
    let cursor: string | undefined;
    do {
      const page = await this.client.listUnits(
        { query: { limit: 200, cursor } },
        await this.token(),
      );
      const found = page.items.find(candidate => isNamed(candidate, name));
      if (found) return found.id;
      cursor = page.nextCursor;
    } while (cursor);
    throw new InputError(`There is no unit "${unit}" that you may use`);
  }

  private async token(): Promise<{ token: string }> {
    return this.auth.getPluginRequestToken({
      onBehalfOf: this.credentials,
      targetPluginId: PLUGIN_ID,
    });
  }
}
