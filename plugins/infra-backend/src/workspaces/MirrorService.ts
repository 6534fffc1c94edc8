import { conflict, notFound, validationError } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { AuditTrail } from '../audit';
import type { ChangeNotifier } from '../lib/changes';
import { inTransaction } from '../lib/database';
import type { Author, UnitService } from '../organisation';
import type { ResourceRecord } from '../resources';
import type { TypeRegistry } from '../resources/types/TypeRegistry';
import type { Mirroring } from './Mirroring';
import type { MirrorStore } from './MirrorStore';
import { requireQuiet } from './repositoryLock';
import type { MirrorRecord, WorkspaceRecord } from './types';

export interface MirrorServiceParts {
  knex: Knex;
  store: MirrorStore;
  mirroring: Mirroring;
  types: Pick<TypeRegistry, 'find'>;
  units: UnitService;
  audit: AuditTrail;
  changes: Pick<ChangeNotifier, 'signal'>;
}

/** What people do with mirrors. Who may is for the caller to check. */
export class MirrorService {
  constructor(private readonly parts: MirrorServiceParts) {}

  /** @throws InfraError VALIDATION_ERROR where the workspace does not serve it, CONFLICT where one mirrors it already */
  async bind(
    author: Author,
    workspace: WorkspaceRecord,
    resource: ResourceRecord,
  ): Promise<MirrorRecord> {
    const { knex, mirroring, types, units } = this.parts;
    const { id, name, site } = resource;
    const refuse = (message: string) => validationError([{ pointer: '/resourceId', message }]);
    const type = types.find(resource.type, resource.version) ?? types.find(resource.type);
    if (!type) throw refuse(`has a type that is not installed any more: ${resource.type}`);
    if (resource.state === 'destroyed') throw refuse('is destroyed: there is nothing to mirror');
    const unit = await units.get(resource.unit.id);
    const place = await mirroring.placeFor(workspace, { unit, type, name, site });
    if ('obstacle' in place) throw refuse(`cannot be mirrored here: it ${place.obstacle}`);
    await inTransaction(knex, trx => mirroring.begin(trx, author, place, resource));
    this.#announce(workspace.id, id);
    return this.#require(id);
  }

  /** @throws InfraError NOT_FOUND, CONFLICT while its pull request is open */
  async unbind(author: Author, workspaceId: string, resourceId: string): Promise<void> {
    const { knex, store, audit } = this.parts;
    await inTransaction(knex, async trx => {
      const mirror = await store.lock(trx, resourceId);
      if (mirror?.workspace.id !== workspaceId) throw notFound('mirror of resource', resourceId);
      await requireQuiet(trx, mirror.workspace);
      if (mirror.pull) {
        throw conflict(
          `The pull request of ${mirror.resourceName} is open: decide its request first, or cancel it`,
        );
      }
      await store.delete(trx, resourceId);
      await audit.record(trx, {
        event: 'mirror-unbound',
        actor: author,
        subject: { kind: 'resource', id: resourceId },
        before: { workspace: mirror.workspace.name, path: mirror.path },
      });
    });
    this.#announce(workspaceId, resourceId);
  }

  /** Has the resource compared with git now. @throws InfraError NOT_FOUND */
  async retry(author: Author, resourceId: string): Promise<MirrorRecord> {
    const { knex, store, audit } = this.parts;
    await inTransaction(knex, async trx => {
      await store.doubt(trx, resourceId);
      await audit.record(trx, {
        event: 'mirror-retried',
        actor: author,
        subject: { kind: 'resource', id: resourceId },
      });
    });
    return this.#require(resourceId);
  }

  async #require(resourceId: string): Promise<MirrorRecord> {
    const mirror = await this.parts.store.find(resourceId);
    if (!mirror) throw notFound('mirror of resource', resourceId);
    return mirror;
  }

  #announce(id: string, resourceId: string): void {
    this.parts.changes.signal({ subject: 'workspace', id, resourceId });
  }
}
