import { z } from 'zod';
import { idSchema, stateDocumentSchema, stateOverviewSchema } from '../schemas';
import { defineRoute } from './define';

const resourceParams = z.object({ resourceId: idSchema });

/**
 * The state of a resource's tool. The tool itself reads and writes at `/state/{resourceId}` with the credential of its run, by GET,
 * POST, DELETE, LOCK and UNLOCK as Terraform's HTTP backend does; these are the calls for people.
 */
export const stateRoutes = {
  getStateOverview: defineRoute({
    method: 'get',
    path: '/resources/{resourceId}/state',
    tag: 'State',
    summary: 'The stored versions of the state and its lock',
    params: resourceParams,
    responses: { 200: stateOverviewSchema },
  }),
  downloadState: defineRoute({
    method: 'get',
    path: '/resources/{resourceId}/state/{version}',
    tag: 'State',
    summary: 'One version of the state, with all its secrets: for administrators only',
    params: resourceParams.extend({ version: z.coerce.number().int().min(1) }),
    responses: { 200: stateDocumentSchema },
  }),
};
