import { auditEntrySchema, auditQuerySchema, pageSchema } from '../schemas';
import { defineRoute } from './define';

export const auditRoutes = {
  listAudit: defineRoute({
    method: 'get',
    path: '/audit',
    tag: 'Audit',
    summary: 'The audit trail of what the caller may read, the newest first',
    query: auditQuerySchema,
    responses: { 200: pageSchema(auditEntrySchema) },
  }),
};
