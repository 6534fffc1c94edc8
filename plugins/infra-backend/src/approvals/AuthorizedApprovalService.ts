import {
  type Approval,
  type ApprovalQuery,
  type Page,
  resourceApprovePermission,
  resourceReadPermission,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden, InfraError, notFound } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import { z } from 'zod';
import { type Actor, Authority, type PermissionGate } from '../access';
import { inTransaction, keepAnswer } from '../lib/database';
import { cursorCodec, pageOf } from '../lib/paging';
import type { ResourceRecord } from '../resources/types';
import type { ApprovalService } from './ApprovalService';
import type { ListedApproval } from './ApprovalStore';
import type { ApprovalRecord } from './types';
import { toApproval } from './view';

/** What this room asks of the resources. */
export interface ApprovalResources {
  /** @throws InfraError NOT_FOUND, also for what may not be read */
  readable(actor: Actor, id: string): Promise<ResourceRecord>;
}

export interface AuthorizedApprovalServices {
  knex: Knex;
  approvals: ApprovalService;
  resources: ApprovalResources;
  gate: PermissionGate;
  changed: (resource: ResourceRecord) => void;
}

const cursor = cursorCodec('approvals by -openedAt', z.tuple([z.string(), z.uuid()]));

/** How many approvals are looked through for a page of those that wait for the caller. */
const LOOK_THROUGH = 200;

/** Approvals for an actor. Deciding is an action of the resource. */
export class AuthorizedApprovalService {
  constructor(private readonly services: AuthorizedApprovalServices) {}

  /** @throws InfraError NOT_FOUND, also for what may not be read */
  async get(actor: Actor, id: string): Promise<Approval> {
    const { approval, resource } = await this.#readable(actor, id);
    return this.#show(actor, approval, resource);
  }

  /** What the actor may read; with `mine` what waits for them. */
  async list(actor: Actor, query: ApprovalQuery): Promise<Page<Approval>> {
    const { approvals, gate } = this.services;
    const { mine, limit, status } = query;
    const rows = await approvals.store.list({
      resourceId: query.resourceId,
      status: mine ? 'open' : status,
      limit: mine ? LOOK_THROUGH : limit + 1,
      roots: new Authority(actor).readableRoots,
      filter: await gate.rows(actor, resourceReadPermission),
      after: cursor.decode(query.cursor),
    });
    const shown: { row: ListedApproval; item: Approval }[] = [];
    for (const row of rows) {
      const item = await this.#showReadable(actor, row);
      if (item && (!mine || item.mayDecide)) shown.push({ row, item });
    }
    return pageOf(
      shown,
      limit,
      cursor,
      ({ row }) => row.position,
      ({ item }) => item,
    );
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN where somebody asks who does not decide, INVALID_STATE where it is closed */
  async write(
    actor: Actor,
    id: string,
    message: { text: string; asks: boolean },
  ): Promise<Approval> {
    const { knex, approvals, changed } = this.services;
    const { approval: current, resource } = await this.#readable(actor, id);
    const { mayDecide, reason } = await this.#show(actor, current, resource);
    if (message.asks && !mayDecide) {
      throw forbidden(`Only who may decide can ask. ${reason}`);
    }
    const answer = await inTransaction(knex, async trx => {
      const approval = await approvals.store.find(id, trx);
      if (!approval) throw notFound('approval', id);
      await approvals.write(trx, approval, actor, message);
      const written = (await approvals.store.find(id, trx))!;
      const body = await this.#show(actor, written, resource);
      await keepAnswer(trx, { status: 201, body });
      return body;
    });
    changed(resource);
    return answer;
  }

  async #readable(actor: Actor, id: string) {
    const approval = await this.services.approvals.store.find(id);
    if (!approval) throw notFound('approval', id);
    try {
      return {
        approval,
        resource: await this.services.resources.readable(actor, approval.resourceId),
      };
    } catch (error) {
      // The refusal must not tell the id of a resource that the caller knows nothing of.
      if (error instanceof InfraError && error.code === 'NOT_FOUND') throw notFound('approval', id);
      throw error;
    }
  }

  /** Undefined where the resource went away in between. */
  async #showReadable(actor: Actor, approval: ApprovalRecord): Promise<Approval | undefined> {
    try {
      const resource = await this.services.resources.readable(actor, approval.resourceId);
      return await this.#show(actor, approval, resource);
    } catch (error) {
      if (error instanceof InfraError && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  }

  async #show(actor: Actor, approval: ApprovalRecord, resource: ResourceRecord): Promise<Approval> {
    const { type, site, requestedBy, unit } = resource;
    const subject = { type, site, requestedBy, unit };
    const allows = await this.services.gate.allows(actor, resourceApprovePermission, subject);
    return toApproval(approval, resource, actor, allows);
  }
}
