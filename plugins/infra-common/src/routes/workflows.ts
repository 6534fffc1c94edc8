import { z } from 'zod';
import {
  batchPageSchema,
  batchQuerySchema,
  batchSchema,
  createBatchSchema,
  createWorkflowSchema,
  idSchema,
  pageSchema,
  workflowQuerySchema,
  workflowSchema,
  workflowSummarySchema,
} from '../schemas';
import { defineRoute } from './define';

const idParams = z.object({ id: idSchema });

export const workflowRoutes = {
  createBatch: defineRoute({
    method: 'post',
    path: '/batches',
    tag: 'Workflows',
    summary: 'Do the same with many resources; each is done or refused by itself',
    body: createBatchSchema,
    headers: { idempotencyKey: true },
    callers: 'users',
    responses: { 202: batchSchema },
  }),
  listBatches: defineRoute({
    method: 'get',
    path: '/batches',
    tag: 'Workflows',
    summary: 'Batches that the caller asked for, the newest first; administrators see all',
    query: batchQuerySchema,
    responses: { 200: batchPageSchema },
  }),
  getBatch: defineRoute({
    method: 'get',
    path: '/batches/{id}',
    tag: 'Workflows',
    summary: 'One batch with what became of each of its items',
    params: idParams,
    responses: { 200: batchSchema },
  }),
  createWorkflow: defineRoute({
    method: 'post',
    path: '/workflows',
    tag: 'Workflows',
    summary: 'Begin with many resources in the order of what rests upon what',
    body: createWorkflowSchema,
    headers: { idempotencyKey: true },
    callers: 'users',
    responses: { 202: workflowSchema },
  }),
  listWorkflows: defineRoute({
    method: 'get',
    path: '/workflows',
    tag: 'Workflows',
    summary: 'Workflows of units that the caller may read, the newest first',
    query: workflowQuerySchema,
    responses: { 200: pageSchema(workflowSummarySchema) },
  }),
  getWorkflow: defineRoute({
    method: 'get',
    path: '/workflows/{id}',
    tag: 'Workflows',
    summary: 'One workflow with its steps',
    params: idParams,
    responses: { 200: workflowSchema },
  }),
  resumeWorkflow: defineRoute({
    method: 'post',
    path: '/workflows/{id}/resume',
    tag: 'Workflows',
    summary: 'Go on with what is stopped, once its reason is gone',
    params: idParams,
    callers: 'users',
    responses: { 202: workflowSchema },
  }),
  cancelWorkflow: defineRoute({
    method: 'post',
    path: '/workflows/{id}/cancel',
    tag: 'Workflows',
    summary: 'Begin nothing further; what is under way goes on to its end',
    params: idParams,
    callers: 'users',
    responses: { 202: workflowSchema },
  }),
};
