import type { JsonValue } from '@backstage/types';
import {
  forbidden,
  InfraError,
  notFound,
  type ViewContext,
} from '@bailiwick/backstage-plugin-infra-node';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '../access';
import { parsePart } from '../lib/http';
import type { UnitService } from '../organisation';
import { hasRole, viewsOf } from './offers';
import type { ResourceAccess } from './ResourceAccess';
import type { ResourceInputs } from './ResourceInputs';
import type { ResourceRecord } from './types';
import type { TypeRegistry } from './types/TypeRegistry';

const PATIENCE_MS = 30_000;

/** What other rooms lend to a view while somebody looks. */
export interface ViewAids {
  /** The newest state that is kept for a resource; undefined where none is. */
  state(resourceId: string): Promise<JsonValue | undefined>;
  credentials(
    use: { resourceId: string; view: string; requestedBy: string },
    folder: () => Promise<string>,
    integrations: readonly string[],
  ): Promise<Record<string, string>>;
}

export interface ViewServices {
  access: ResourceAccess;
  types: TypeRegistry;
  units: UnitService;
  inputs: ResourceInputs;
  aids: ViewAids;
}

/** A place for files with credentials, made when it is first asked for. */
class Folder {
  #path: Promise<string> | undefined;

  readonly path = (): Promise<string> => {
    // mkdtemp makes it with mode 0700.
    this.#path ??= mkdtemp(join(tmpdir(), 'infra-view-'));
    return this.#path;
  };

  async remove(): Promise<void> {
    if (this.#path) await rm(await this.#path, { recursive: true, force: true });
  }
}

/** What provisioners show of resources, for an actor. */
export class Views {
  constructor(private readonly services: ViewServices) {}

  /**
   * @param query - as it arrived
   * @throws InfraError NOT_FOUND, also while the resource is not provisioned; FORBIDDEN; VALIDATION_ERROR below `/query`; UPSTREAM_FAILED
   */
  async show(
    actor: Actor,
    {
      id,
      view: name,
      query,
      gone,
    }: { id: string; view: string; query: unknown; gone: AbortSignal },
  ): Promise<JsonValue> {
    const { access, types } = this.services;
    const record = await access.readable(actor, id);
    const type = types.find(record.type, record.version);
    const isThere = type && record.state === 'provisioned';
    const view = isThere && viewsOf(type).find(([offered]) => offered === name)?.[1];
    if (!view) throw notFound('view', name);
    if (view.role && !hasRole(actor, view.role, record)) {
      throw forbidden(`Only a ${view.role.replace('_', ' ')} or an administrator may see this`);
    }
    const wanted = view.query ? parsePart(view.query, query, '/query') : {};
    const folder = new Folder();
    const patience = AbortSignal.timeout(PATIENCE_MS);
    try {
      const signal = AbortSignal.any([gone, patience]);
      const context = await this.#contextOf(actor, record, { name, signal, folder });
      return await view.show(context, wanted);
    } catch (error) {
      if (!patience.aborted) throw error;
      throw new InfraError('UPSTREAM_FAILED', `${view.title} took longer than half a minute`);
    } finally {
      await folder.remove();
    }
  }

  async #contextOf(
    { ref: requestedBy }: Actor,
    record: ResourceRecord,
    { name: view, signal, folder }: { name: string; signal: AbortSignal; folder: Folder },
  ): Promise<ViewContext> {
    const { units, inputs, aids } = this.services;
    const { type, variables, integrations } = await inputs.of(record, 'live');
    const { id, slug, name, path } = await units.get(record.unit.id);
    return {
      ...{ requestedBy, signal, settings: type.settings },
      resource: {
        ...{ id: record.id, name: record.name, type: record.type, version: record.version },
        ...{ externalName: record.externalName, site: record.site, cost: record.cost },
        ...{ unit: { id, slug, name, path }, variables, outputs: record.outputs },
        revision: record.revision,
      },
      state: () => aids.state(record.id),
      environment: () =>
        aids.credentials({ resourceId: record.id, view, requestedBy }, folder.path, integrations),
    };
  }
}
