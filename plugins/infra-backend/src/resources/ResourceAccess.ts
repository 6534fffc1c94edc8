import {
  notPermitted,
  resourceActPermission,
  resourceApprovePermission,
  resourceReadPermission,
  type Role,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden, type InfraError, notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { type Actor, Authority, type PermissionGate } from '../access';
import { type ApprovalRecord, type ApprovalService, stepOf } from '../approvals';
import type { RunAccess } from '../runs';
import type { Circumstances } from './facts';
import { hasRole } from './offers';
import type { StateLocks } from './ports';
import type { ResourceStore } from './ResourceStore';
import type { Relative, ResourceRecord } from './types';

export interface ResourceAccessServices {
  store: ResourceStore;
  approvals: ApprovalService;
  locks?: StateLocks;
  gate: PermissionGate;
}

/** What the permission policy is asked about. */
const subjectOf = ({ type, site, requestedBy, unit }: ResourceRecord) => ({
  ...{ type, site, requestedBy, unit },
});

/** Open approvals by resource, and what an actor's roles allow on each of the records. */
export interface Standing {
  open: ReadonlyMap<string, ApprovalRecord>;
  circumstances: Circumstances[];
}

/** Who reads resources, acts for their team and decides about them. */
export class ResourceAccess implements RunAccess {
  constructor(private readonly services: ResourceAccessServices) {}

  /**
   * The record of a resource that the actor may read.
   *
   * @throws InfraError NOT_FOUND, also for what may not be read
   */
  async readable(actor: Actor, id: string): Promise<ResourceRecord> {
    const record = await this.services.store.find(id);
    if (!record || !(await this.mayRead(actor, record))) throw notFound('resource', id);
    return record;
  }

  /** @throws InfraError NOT_FOUND */
  async requireReadable(actor: Actor, id: string): Promise<void> {
    await this.readable(actor, id);
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN */
  async requireActable(actor: Actor, id: string): Promise<void> {
    const record = await this.readable(actor, id);
    if (!(await this.mayAct(actor, record))) throw this.refusalToAct(actor, record, 'do this');
  }

  /** Why somebody who may not act for the team of a resource may not. */
  refusalToAct(actor: Actor, { unit }: ResourceRecord, doing: string): InfraError {
    return new Authority(actor).mayActFor(unit)
      ? forbidden(notPermitted(resourceActPermission))
      : forbidden(`Only a lead of ${unit.name} or an administrator may ${doing}`);
  }

  /** Of the resources those that the actor may read, by id, and whether they may act on them. */
  async readableAmong(
    actor: Actor,
    ids: readonly string[],
  ): Promise<Map<string, { record: ResourceRecord; mayAct: boolean }>> {
    const found = new Map<string, { record: ResourceRecord; mayAct: boolean }>();
    for (const record of await this.services.store.findAll(ids)) {
      if (!(await this.mayRead(actor, record))) continue;
      found.set(record.id, { record, mayAct: await this.mayAct(actor, record) });
    }
    return found;
  }

  /** Without those that there are and that the actor may not read. */
  async seenAmong<Named extends { id: string }>(actor: Actor, named: readonly Named[]) {
    const hidden = new Set<string>();
    for (const record of await this.services.store.findAll(named.map(({ id }) => id))) {
      if (!(await this.mayRead(actor, record))) hidden.add(record.id);
    }
    return named.filter(({ id }) => !hidden.has(id));
  }

  async mayRead(actor: Actor, record: ResourceRecord): Promise<boolean> {
    return (
      new Authority(actor).mayRead(record.unit) &&
      this.services.gate.allows(actor, resourceReadPermission, subjectOf(record))
    );
  }

  async mayAct(actor: Actor, record: ResourceRecord): Promise<boolean> {
    return (
      new Authority(actor).mayActFor(record.unit) &&
      this.services.gate.allows(actor, resourceActPermission, subjectOf(record))
    );
  }

  /** What an action of a provisioner asks for: a role of its own, or to act for the team. */
  async mayUse(actor: Actor, role: Role | undefined, record: ResourceRecord): Promise<boolean> {
    if (role === undefined) return this.mayAct(actor, record);
    const { gate } = this.services;
    return (
      hasRole(actor, role, record) && gate.allows(actor, resourceActPermission, subjectOf(record))
    );
  }

  async standing(actor: Actor, records: readonly ResourceRecord[], knex?: Knex): Promise<Standing> {
    const { approvals, locks, gate } = this.services;
    const waiting = records.filter(({ status }) => status === 'approval_pending');
    const open = await approvals.store.open(
      waiting.map(({ id }) => id),
      knex,
    );
    const locked = await locks?.abandonedLocks(
      records.map(({ id }) => id),
      knex,
    );
    const authority = new Authority(actor);
    const sees = ({ unitId: id, unitAncestorIds: ancestorIds }: Relative) =>
      ancestorIds === undefined || authority.mayRead({ id, level: 0, ancestorIds });
    const circumstances = records.map(async record => {
      const approval = open.get(record.id);
      const mayApprove =
        approval !== undefined &&
        (await stepOf(approval, actor, record.unit)) !== undefined &&
        (await gate.allows(actor, resourceApprovePermission, subjectOf(record)));
      const mayAct = await this.mayAct(actor, record);
      const isLimited = !mayAct && authority.mayActFor(record.unit);
      return { mayAct, isLimited, mayApprove, isLocked: locked?.has(record.id) ?? false, sees };
    });
    return { open, circumstances: await Promise.all(circumstances) };
  }

  async circumstances(actor: Actor, record: ResourceRecord): Promise<Circumstances> {
    const { circumstances } = await this.standing(actor, [record]);
    return circumstances[0];
  }
}
