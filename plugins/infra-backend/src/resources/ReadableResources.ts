import {
  type AuditEntry,
  type Page,
  type Resource,
  type ResourceQuery,
  resourceReadPermission,
  type ResourceTree as ResourceTreeAnswer,
  type RevisionDiff,
  type Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { type Actor, Authority, type PermissionGate } from '../access';
import type { AuditTrail } from '../audit';
import { inTransaction } from '../lib/database';
import { pageOf } from '../lib/paging';
import type { ResourceAccess } from './ResourceAccess';
import type { ResourceChanges } from './ResourceChanges';
import { listResources, resourceCursor } from './resourceList';
import type { ResourcePresenter } from './ResourcePresenter';
import type { ResourceTree } from './ResourceTree';
import type { SensitiveOutputs } from './SensitiveOutputs';

/** What there is to see of resources, for an actor: what they may not read is not there. */
export class ReadableResources {
  constructor(
    private readonly services: {
      knex: Knex;
      access: ResourceAccess;
      presenter: ResourcePresenter;
      changes: ResourceChanges;
      tree: ResourceTree;
      sensitive: SensitiveOutputs;
      gate: PermissionGate;
      audit: AuditTrail;
    },
  ) {}

  /** @throws InfraError NOT_FOUND, also for what may not be read */
  async get(actor: Actor, id: string): Promise<Resource> {
    const { access, presenter } = this.services;
    const [shown] = await presenter.show(actor, [await access.readable(actor, id)]);
    return shown;
  }

  /** What the actor may read, page by page. */
  async list(actor: Actor, { cursor, limit, ...query }: ResourceQuery): Promise<Page<Resource>> {
    const { knex, gate, presenter } = this.services;
    const codec = resourceCursor(query.sort);
    const found = await listResources(knex, {
      ...query,
      limit: limit + 1,
      after: codec.decode(cursor),
      userRef: actor.ref,
      roots: new Authority(actor).readableRoots,
      filter: await gate.rows(actor, resourceReadPermission),
    });
    const page = pageOf(
      found,
      limit,
      codec,
      ({ position }) => position,
      record => record,
    );
    return { ...page, items: await presenter.show(actor, page.items) };
  }

  /** @throws InfraError NOT_FOUND */
  async revisions(actor: Actor, id: string, page: { limit: number; cursor?: string }) {
    await this.services.access.requireReadable(actor, id);
    const found = await this.services.changes.revisions(id, page);
    const items = found.items.map(async revision => {
      const parents = await this.services.access.seenAmong(actor, revision.parents);
      return { ...revision, parents };
    });
    return { ...found, items: await Promise.all(items) };
  }

  /** @throws InfraError NOT_FOUND */
  async compare(actor: Actor, id: string, a: number, b: number): Promise<RevisionDiff> {
    await this.services.access.requireReadable(actor, id);
    return this.services.changes.compare(id, a, b);
  }

  /** Relatives over all levels, of those that the actor may read. */
  async tree(
    actor: Actor,
    id: string,
    direction: 'up' | 'down' | 'both',
  ): Promise<ResourceTreeAnswer> {
    await this.services.access.requireReadable(actor, id);
    const { nodes, edges } = await this.services.tree.around(id, direction);
    const authority = new Authority(actor);
    const shown = nodes.filter(({ id: unitId, unitAncestorIds }) =>
      authority.mayRead({ id: unitId, level: 0, ancestorIds: unitAncestorIds }),
    );
    const ids = new Set(shown.map(node => node.id));
    return {
      nodes: shown.map(({ unitAncestorIds: _, ...node }) => node),
      edges: edges.filter(({ parentId, childId }) => ids.has(parentId) && ids.has(childId)),
    };
  }

  async audit(
    actor: Actor,
    id: string,
    page: { limit: number; cursor?: string },
  ): Promise<Page<AuditEntry>> {
    await this.services.access.requireReadable(actor, id);
    return this.services.audit.list({ kind: 'resource', id }, page);
  }

  /** Sensitive outputs in clear, for who acts on the resource; every look is written down. */
  async revealOutputs(actor: Actor, id: string): Promise<{ outputs: Variables }> {
    const { knex, audit, sensitive, access } = this.services;
    await access.requireActable(actor, id);
    return inTransaction(knex, async trx => {
      const outputs = await sensitive.reveal(id, trx);
      const subject = { kind: 'resource' as const, id };
      const after = { outputs: Object.keys(outputs) };
      await audit.record(trx, { event: 'resource-outputs-revealed', actor, subject, after });
      return { outputs };
    });
  }
}
