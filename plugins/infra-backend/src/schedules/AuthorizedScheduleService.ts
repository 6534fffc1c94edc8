import {
  type CreateSchedule,
  type Page,
  type PatchSchedule,
  resourceReadPermission,
  scheduleManagePermission,
  type ScheduleQuery,
} from '@bailiwick/backstage-plugin-infra-common';
import { forbidden, isInfraError, notFound } from '@bailiwick/backstage-plugin-infra-node';
import { z } from 'zod';
import { type Actor, Authority, type PermissionGate } from '../access';
import { cursorCodec, pageOf } from '../lib/paging';
import type { ResourceAccess } from '../resources';
import type { ScheduleService } from './ScheduleService';
import type { ScheduleStore } from './ScheduleStore';
import { ownersAlone } from './steering';
import type { ScheduleRecord } from './types';

const cursor = cursorCodec('schedules by -createdAt', z.tuple([z.string(), z.uuid()]));

const isOnlyDisabled = ({ enabled, ...rest }: PatchSchedule) =>
  enabled === false && Object.keys(rest).length === 0;

export interface AuthorizedScheduleServices {
  schedules: ScheduleService;
  store: ScheduleStore;
  resources: Pick<ResourceAccess, 'requireReadable' | 'requireActable'>;
  gate: PermissionGate;
}

/**
 * Schedules for an actor. Who reads a resource reads its schedules; who acts on it makes some, in their own name. What is done in
 * somebody's name only they may change: others can only put an end to it.
 */
export class AuthorizedScheduleService {
  constructor(private readonly services: AuthorizedScheduleServices) {}

  /** @throws InfraError NOT_FOUND, also for what may not be read */
  async get(actor: Actor, id: string): Promise<ScheduleRecord> {
    const { schedules, resources } = this.services;
    const record = await schedules.get(id);
    try {
      await resources.requireReadable(actor, record.resource.id);
    } catch (error) {
      // The refusal must not tell the id of a resource that the caller knows nothing of.
      if (isInfraError(error, 'NOT_FOUND')) throw notFound('schedule', id);
      throw error;
    }
    return record;
  }

  async list(actor: Actor, query: ScheduleQuery): Promise<Page<ScheduleRecord>> {
    const { store, gate } = this.services;
    const rows = await store.list({
      resourceId: query.resourceId,
      unitId: query.unitId,
      owner: query.mine ? actor.ref : undefined,
      limit: query.limit + 1,
      roots: new Authority(actor).readableRoots,
      filter: await gate.rows(actor, resourceReadPermission),
      after: cursor.decode(query.cursor),
    });
    return pageOf(
      rows,
      query.limit,
      cursor,
      ({ position }) => position,
      row => row,
    );
  }

  /** @throws InfraError NOT_FOUND for the resource, FORBIDDEN, VALIDATION_ERROR */
  async create(actor: Actor, wish: CreateSchedule): Promise<ScheduleRecord> {
    const { schedules, resources, gate } = this.services;
    await resources.requireActable(actor, wish.resourceId);
    await gate.require(actor, scheduleManagePermission);
    return schedules.create(actor, wish);
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN, STALE_REVISION, VALIDATION_ERROR */
  async update(
    actor: Actor,
    id: string,
    patch: PatchSchedule,
    ifMatch?: string,
  ): Promise<ScheduleRecord> {
    const { schedules, resources, gate } = this.services;
    const record = await this.get(actor, id);
    await resources.requireActable(actor, record.resource.id);
    await gate.require(actor, scheduleManagePermission);
    if (record.owner !== actor.ref && !isOnlyDisabled(patch)) {
      throw forbidden(`${ownersAlone(record)}; you may disable or delete it`);
    }
    return schedules.update(actor, id, patch, ifMatch);
  }

  /** @throws InfraError NOT_FOUND, FORBIDDEN */
  async delete(actor: Actor, id: string, ifMatch?: string): Promise<void> {
    const { schedules, resources, gate } = this.services;
    const record = await this.get(actor, id);
    if (record.owner !== actor.ref) await resources.requireActable(actor, record.resource.id);
    await gate.require(actor, scheduleManagePermission);
    await schedules.delete(actor, id, ifMatch);
  }
}
