import { z } from 'zod';
import {
  importedTypeSchema,
  importTypeSchema,
  pageSchema,
  patchResourceTypeSchema,
  patchTypeVersionSchema,
  resourceTypeDefinitionSchema,
  resourceTypeQuerySchema,
  resourceTypeSchema,
  typeVersionDefinitionSchema,
} from '../schemas';
import { defineRoute } from './define';

const nameParams = z.object({ name: z.string().min(1).max(63) });
const versionParams = nameParams.extend({ version: z.string().min(1).max(63) });

export const resourceTypeRoutes = {
  listResourceTypes: defineRoute({
    method: 'get',
    path: '/resource-types',
    tag: 'Resource types',
    summary: 'What can be requested',
    query: resourceTypeQuerySchema,
    responses: { 200: pageSchema(resourceTypeSchema) },
  }),
  getResourceType: defineRoute({
    method: 'get',
    path: '/resource-types/{name}',
    tag: 'Resource types',
    summary: 'One resource type',
    params: nameParams,
    responses: { 200: resourceTypeSchema },
  }),
  createResourceType: defineRoute({
    method: 'post',
    path: '/resource-types',
    tag: 'Resource types',
    summary: 'Create a resource type with its versions',
    body: resourceTypeDefinitionSchema,
    headers: { idempotencyKey: true },
    responses: { 201: resourceTypeSchema },
  }),
  updateResourceType: defineRoute({
    method: 'patch',
    path: '/resource-types/{name}',
    tag: 'Resource types',
    summary: 'Change a resource type, except its versions',
    params: nameParams,
    body: patchResourceTypeSchema,
    headers: { precondition: 'optional' },
    responses: { 200: resourceTypeSchema },
  }),
  deleteResourceType: defineRoute({
    method: 'delete',
    path: '/resource-types/{name}',
    tag: 'Resource types',
    summary: 'Delete a resource type that no live resource has',
    params: nameParams,
    responses: { 204: null },
  }),
  createTypeVersion: defineRoute({
    method: 'post',
    path: '/resource-types/{name}/versions',
    tag: 'Resource types',
    summary: 'Add a version',
    params: nameParams,
    body: typeVersionDefinitionSchema,
    headers: { idempotencyKey: true },
    responses: { 201: resourceTypeSchema },
  }),
  updateTypeVersion: defineRoute({
    method: 'patch',
    path: '/resource-types/{name}/versions/{version}',
    tag: 'Resource types',
    summary: 'Change where a version is in its life, or its note',
    params: versionParams,
    body: patchTypeVersionSchema,
    responses: { 200: resourceTypeSchema },
  }),
  importResourceType: defineRoute({
    method: 'post',
    path: '/resource-types/import',
    tag: 'Resource types',
    summary: 'Read a module and propose a resource type; nothing is stored',
    body: importTypeSchema,
    responses: { 200: importedTypeSchema },
  }),
};
