import {
  auditReadPermission,
  type AuditEntry,
  type AuditQuery,
  type Page,
  resourceReadPermission,
  routes,
  unitReadPermission,
} from '@bailiwick/backstage-plugin-infra-common';
import { type Actor, Authority, type PermissionGate } from '../access';
import { bindRoute } from '../lib/http';
import type { Commons, Room } from '../lib/room';
import { AuditList } from './AuditList';

/** The trail for an actor: administrators read all of it, everybody else what is of their units. */
export class AuthorizedAuditList {
  constructor(
    private readonly list: AuditList,
    private readonly gate: PermissionGate,
  ) {}

  /** @throws InfraError FORBIDDEN where the permission policy says so */
  async page(actor: Actor, query: AuditQuery): Promise<Page<AuditEntry>> {
    await this.gate.require(actor, auditReadPermission);
    const [units, resources] = await Promise.all([
      this.gate.rows(actor, unitReadPermission),
      this.gate.rows(actor, resourceReadPermission),
    ]);
    return this.list.page(query, {
      roots: new Authority(actor).readableRoots,
      units,
      resources,
    });
  }
}

/** The audit trail over all subjects. */
export function createAuditRoom({ knex, gate }: Pick<Commons, 'knex' | 'gate'>): Room {
  const authorized = new AuthorizedAuditList(new AuditList(knex), gate);
  return {
    mount: (router, services) =>
      bindRoute(router, services, routes.listAudit, async ({ actor, query }) => ({
        status: 200,
        body: await authorized.page(actor, query),
      })),
  };
}
