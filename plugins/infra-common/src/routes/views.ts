import { z } from 'zod';
import { actionNameSchema } from '../lifecycle/actions';
import { idSchema, jsonSchema } from '../schemas';
import { defineRoute } from './define';

/** The last of all routes, since its path fits others that name what they answer. */
export const viewRoutes = {
  viewResource: defineRoute({
    method: 'get',
    path: '/resources/{id}/{view}',
    tag: 'Resources',
    summary: 'Something that the provisioner of the resource shows; its type lists what there is',
    params: z.object({ id: idSchema, view: actionNameSchema }),
    query: z.record(z.string(), z.string()),
    responses: { 200: jsonSchema },
  }),
};
