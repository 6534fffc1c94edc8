import { z } from 'zod';
import { jsonSchema } from './resources';
import { timeSchema } from './primitives';

/** One line of the audit trail. */
export const auditEntrySchema = z.object({
  id: z.string(),
  time: timeSchema,
  event: z.string().describe('The event id, as in the list of audit events.'),
  actor: z.string(),
  requestId: z.string().optional(),
  subject: z.object({ kind: z.string(), id: z.string() }),
  before: z.record(z.string(), jsonSchema).optional(),
  after: z.record(z.string(), jsonSchema).optional(),
});

export type AuditEntry = z.infer<typeof auditEntrySchema>;
