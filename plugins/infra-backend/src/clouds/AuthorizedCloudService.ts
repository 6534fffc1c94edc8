import {
  type Cloud,
  type CloudAuthMethod,
  type CloudDetection,
  type CloudGeneration,
  type CloudOptions,
  type CloudTransformation,
  resourceTypeReadPermission,
} from '@bailiwick/backstage-plugin-infra-common';
import type { CloudPlugin } from '@bailiwick/backstage-plugin-infra-clouds-node';
import { notFound } from '@bailiwick/backstage-plugin-infra-node';
import { type Actor, type PermissionGate, requireAnyRole } from '../access';
import type { CloudCatalogue } from './CloudCatalogue';
import type { CodeService, SourceFiles } from './CodeService';
import { viewCloud } from './view';
import { viewAuthMethod } from './viewAuthMethod';

/** Cloud plugins for an actor: whoever may read resource types reads them too. */
export class AuthorizedCloudService {
  readonly #views = new Map<string, Cloud>();

  constructor(
    private readonly catalogue: CloudCatalogue,
    private readonly code: CodeService,
    private readonly gate: PermissionGate,
  ) {}

  async list(actor: Actor): Promise<Cloud[]> {
    await this.#requireReader(actor);
    return this.catalogue.plugins.map(plugin => this.#view(plugin));
  }

  /** @throws InfraError NOT_FOUND */
  async get(actor: Actor, id: string): Promise<Cloud> {
    await this.#requireReader(actor);
    return this.#view(this.catalogue.get(id));
  }

  /** @throws InfraError NOT_FOUND */
  async authMethod(actor: Actor, id: string, method: string): Promise<CloudAuthMethod> {
    await this.#requireReader(actor);
    const plugin = this.catalogue.get(id);
    const found = plugin.authMethods.find(each => each.id === method);
    if (!found) throw notFound('authentication method', method);
    return viewAuthMethod(plugin, found);
  }

  async detect(actor: Actor, files: SourceFiles): Promise<CloudDetection> {
    await this.#requireReader(actor);
    return this.code.detect(files);
  }

  /** @throws InfraError VALIDATION_ERROR, UPSTREAM_FAILED */
  async detectInRepository(actor: Actor, repository: string): Promise<CloudDetection> {
    await this.#requireReader(actor);
    return this.code.detectInRepository(repository);
  }

  async options(
    actor: Actor,
    wanted: Parameters<CodeService['options']>[0],
  ): Promise<CloudOptions> {
    await this.#requireReader(actor);
    return this.code.options(wanted);
  }

  /** @throws InfraError NOT_FOUND */
  async transform(actor: Actor, id: string, files: SourceFiles): Promise<CloudTransformation> {
    await this.#requireReader(actor);
    return this.code.transform(id, files);
  }

  /** @throws InfraError NOT_FOUND */
  async generate(
    actor: Actor,
    id: string,
    request: Parameters<CodeService['generate']>[1],
  ): Promise<CloudGeneration> {
    await this.#requireReader(actor);
    return this.code.generate(id, request);
  }

  /** The plugins stay as they were at the start, and a view looks into every module. */
  #view(plugin: CloudPlugin): Cloud {
    const view =
      this.#views.get(plugin.id) ?? viewCloud(plugin, this.catalogue.diagnosticsOf(plugin));
    this.#views.set(plugin.id, view);
    return view;
  }

  async #requireReader(actor: Actor): Promise<void> {
    requireAnyRole(actor);
    await this.gate.require(actor, resourceTypeReadPermission);
  }
}
