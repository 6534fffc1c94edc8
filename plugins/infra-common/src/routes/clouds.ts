import { z } from 'zod';
import {
  cloudAuthMethodSchema,
  cloudDetectBodySchema,
  cloudDetectionSchema,
  cloudGenerateBodySchema,
  cloudGenerationSchema,
  cloudIdSchema,
  cloudOptionsBodySchema,
  cloudOptionsSchema,
  cloudRepositoryBodySchema,
  cloudSchema,
  cloudTransformationSchema,
  cloudTransformBodySchema,
} from '../schemas';
import { defineRoute } from './define';

const idParams = z.object({ id: cloudIdSchema });

export const cloudRoutes = {
  listClouds: defineRoute({
    method: 'get',
    path: '/clouds',
    tag: 'Clouds',
    summary: 'Cloud plugins with their regions, services, prices and ways to sign in',
    responses: { 200: z.object({ items: z.array(cloudSchema) }) },
  }),
  getCloud: defineRoute({
    method: 'get',
    path: '/clouds/{id}',
    tag: 'Clouds',
    summary: 'One cloud plugin',
    params: idParams,
    responses: { 200: cloudSchema },
  }),
  getCloudAuthMethod: defineRoute({
    method: 'get',
    path: '/clouds/{id}/auth-methods/{method}',
    tag: 'Clouds',
    summary: 'The guide to one kind of credentials, and the form that they are entered in',
    params: idParams.extend({ method: cloudIdSchema }),
    responses: { 200: cloudAuthMethodSchema },
  }),
  detectCapabilities: defineRoute({
    method: 'post',
    path: '/clouds/detect',
    tag: 'Clouds',
    summary: 'What a code base needs of a cloud, with the places that need it',
    body: cloudDetectBodySchema,
    largeBody: true,
    responses: { 200: cloudDetectionSchema },
  }),
  detectInRepository: defineRoute({
    method: 'post',
    path: '/clouds/detect-in-repository',
    tag: 'Clouds',
    summary:
      'What the code of a repository needs of a cloud; the portal reads it as it reads the catalog',
    body: cloudRepositoryBodySchema,
    responses: { 200: cloudDetectionSchema },
  }),
  listCloudOptions: defineRoute({
    method: 'post',
    path: '/clouds/options',
    tag: 'Clouds',
    summary: 'Which clouds serve what is needed, where, and for how much a month',
    body: cloudOptionsBodySchema,
    largeBody: true,
    responses: { 200: cloudOptionsSchema },
  }),
  transformCode: defineRoute({
    method: 'post',
    path: '/clouds/{id}/transform',
    tag: 'Clouds',
    summary: 'The same code with its SDK calls rewritten to those of the cloud; nothing is stored',
    params: idParams,
    body: cloudTransformBodySchema,
    largeBody: true,
    responses: { 200: cloudTransformationSchema },
  }),
  generateConfiguration: defineRoute({
    method: 'post',
    path: '/clouds/{id}/generate',
    tag: 'Clouds',
    summary: 'A whole OpenTofu configuration for capabilities on the cloud; nothing is stored',
    params: idParams,
    body: cloudGenerateBodySchema,
    responses: { 200: cloudGenerationSchema },
  }),
};
