import { z } from 'zod';
import {
  argoCdApplicationDetailSchema,
  argoCdApplicationListSchema,
  argoCdParamsSchema,
  argoCdQuerySchema,
  argoCdRollbackRequestSchema,
  argoCdRollbackResultSchema,
  argoCdSyncRequestSchema,
} from '../schemas';
import { defineRoute } from './define';

export const argoCdRoutes = {
  listArgoCdApplications: defineRoute({
    method: 'get',
    path: '/argocd/applications',
    tag: 'Argo CD',
    summary: 'Applications as last seen, over all instances',
    query: argoCdQuerySchema,
    responses: { 200: argoCdApplicationListSchema },
  }),
  getArgoCdApplication: defineRoute({
    method: 'get',
    path: '/argocd/applications/{instance}/{name}',
    tag: 'Argo CD',
    summary: 'One application as it is now: resources, history and what the caller may do',
    params: argoCdParamsSchema,
    responses: { 200: argoCdApplicationDetailSchema },
  }),
  syncArgoCdApplication: defineRoute({
    method: 'post',
    path: '/argocd/applications/{instance}/{name}/sync',
    tag: 'Argo CD',
    summary: 'Ask Argo CD to sync',
    params: argoCdParamsSchema,
    body: argoCdSyncRequestSchema,
    responses: { 202: z.object({ revision: z.string().optional() }) },
  }),
  rollbackArgoCdApplication: defineRoute({
    method: 'post',
    path: '/argocd/applications/{instance}/{name}/rollback',
    tag: 'Argo CD',
    summary: 'Revert git to an earlier revision and sync',
    params: argoCdParamsSchema,
    body: argoCdRollbackRequestSchema,
    responses: { 202: argoCdRollbackResultSchema },
  }),
};
