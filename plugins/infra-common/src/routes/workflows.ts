import { z } from 'zod';
import {
  batchPageSchema,
  batchQuerySchema,
  batchSchema,
  createBatchSchema,
  idSchema,
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
};
