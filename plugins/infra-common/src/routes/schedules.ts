import { z } from 'zod';
import {
  createScheduleSchema,
  idSchema,
  pageSchema,
  patchScheduleSchema,
  scheduleQuerySchema,
  scheduleSchema,
} from '../schemas';
import { defineRoute } from './define';

const idParams = z.object({ id: idSchema });

export const scheduleRoutes = {
  listSchedules: defineRoute({
    method: 'get',
    path: '/schedules',
    tag: 'Schedules',
    summary: 'Schedules of the resources that the caller may read, the newest first',
    query: scheduleQuerySchema,
    responses: { 200: pageSchema(scheduleSchema) },
  }),
  createSchedule: defineRoute({
    method: 'post',
    path: '/schedules',
    tag: 'Schedules',
    summary: 'Have an action done at certain times, in the name and with the rights of the caller',
    body: createScheduleSchema,
    headers: { idempotencyKey: true },
    responses: { 201: scheduleSchema },
    callers: 'users',
  }),
  getSchedule: defineRoute({
    method: 'get',
    path: '/schedules/{id}',
    tag: 'Schedules',
    summary: 'One schedule',
    params: idParams,
    responses: { 200: scheduleSchema },
  }),
  updateSchedule: defineRoute({
    method: 'patch',
    path: '/schedules/{id}',
    tag: 'Schedules',
    summary: 'Change a schedule of one’s own, or disable any that one could delete',
    params: idParams,
    body: patchScheduleSchema,
    headers: { precondition: 'optional' },
    responses: { 200: scheduleSchema },
    callers: 'users',
  }),
  deleteSchedule: defineRoute({
    method: 'delete',
    path: '/schedules/{id}',
    tag: 'Schedules',
    summary: 'Delete a schedule',
    params: idParams,
    headers: { precondition: 'optional' },
    responses: { 204: null },
    callers: 'users',
  }),
};
