import { complianceQuerySchema, complianceSchema } from '../schemas';
import { defineRoute } from './define';

export const complianceRoutes = {
  getCompliance: defineRoute({
    method: 'get',
    path: '/compliance',
    tag: 'Resources',
    summary: 'How many resources are on which kind of version, drifted or failed, by type and unit',
    query: complianceQuerySchema,
    responses: { 200: complianceSchema },
  }),
};
