import { z } from 'zod';
import {
  approvalMessageRequestSchema,
  approvalQuerySchema,
  approvalSchema,
  idSchema,
  pageSchema,
} from '../schemas';
import { defineRoute } from './define';

const idParams = z.object({ id: idSchema });

export const approvalRoutes = {
  listApprovals: defineRoute({
    method: 'get',
    path: '/approvals',
    tag: 'Approvals',
    summary: 'What waits or waited for a decision, of what the caller may read',
    query: approvalQuerySchema,
    responses: { 200: pageSchema(approvalSchema) },
  }),
  getApproval: defineRoute({
    method: 'get',
    path: '/approvals/{id}',
    tag: 'Approvals',
    summary: 'One approval',
    params: idParams,
    responses: { 200: approvalSchema },
  }),
  postApprovalMessage: defineRoute({
    method: 'post',
    path: '/approvals/{id}/messages',
    tag: 'Approvals',
    summary: 'Ask the requester, or answer',
    params: idParams,
    body: approvalMessageRequestSchema,
    headers: { idempotencyKey: true },
    responses: { 201: approvalSchema },
  }),
};
