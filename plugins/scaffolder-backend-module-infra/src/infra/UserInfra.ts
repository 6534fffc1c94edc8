import type { AuthService, BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  actionResultSchema,
  type CloudDetection,
  type CloudGenerate,
  type CloudGeneration,
  type CloudTransformation,
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

/** A service of a cloud for a capability. */
export interface ChosenService {
  capability: string;
  service: string;
  resourceType?: string;
}

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
    const answer = await this.client.actOnResource(
      { params: { id, action: 'destroy' }, body: { comment } },
      await this.token(),
    );
    return actionResultSchema.parse(answer).resource;
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

  /** What code needs of a cloud. */
  async detect(files: Record<string, string>): Promise<CloudDetection> {
    return this.client.detectCapabilities({ body: { files } }, await this.token());
  }

  /** Code as it is on the cloud. */
  async transform(cloud: string, files: Record<string, string>): Promise<CloudTransformation> {
    return this.client.transformCode(
      { params: { id: cloud }, body: { files } },
      await this.token(),
    );
  }

  /** A configuration for what is asked for; no files where there is an error. */
  async generate(cloud: string, body: CloudGenerate): Promise<CloudGeneration> {
    return this.client.generateConfiguration({ params: { id: cloud }, body }, await this.token());
  }

  /** The services that `generate` takes for the same request, with the types that they are requested as. */
  async servicesFor(
    cloud: string,
    { capabilities, services = {} }: Pick<CloudGenerate, 'capabilities' | 'services'>,
  ): Promise<ChosenService[]> {
    const token = await this.token();
    const [plugin, { options }] = await Promise.all([
      this.client.getCloud({ params: { id: cloud } }, token),
      this.client.listCloudOptions({ body: { capabilities } }, token),
    ]);
    const usual = options.find(option => option.cloud === cloud)?.services ?? [];
    return [...new Set(capabilities)].map(capability => {
      const id =
        services[capability] ??
        usual.find(one => one.capability === capability)?.service ??
        capability;
      const service = plugin.services.find(one => one.id === id);
      return {
        capability: service?.capability ?? capability,
        service: id,
        ...(service?.resourceType ? { resourceType: service.resourceType } : {}),
      };
    });
  }

  /** The id of the unit that a template names by its id, its Group in the catalog, or the slug of a team. */
  async unitId(unit: string): Promise<string> {
    return UUID.test(unit) ? unit : (await this.unit(unit)).id;
  }

  /** The unit itself, by the same names. */
  async unit(unit: string): Promise<Unit> {
    if (UUID.test(unit)) {
      return this.client.getUnit({ params: { id: unit } }, await this.token());
    }
    const name = unit.toLowerCase();
    const named = name.includes(':') ? { entityRef: name } : { q: name };
    let cursor: string | undefined;
    do {
      const page = await this.client.listUnits(
        { query: { ...named, limit: 200, cursor } },
        await this.token(),
      );
      const found = page.items.find(candidate => isNamed(candidate, name));
      if (found) return found;
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
