import { z } from 'zod';
import { jsonSchema } from './resources';
import { pageQuerySchema, timeSchema } from './primitives';

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

const termSchema = z
  .string()
  .min(1, 'must not be empty')
  .max(300, 'must be at most 300 characters');

/** What a list of the whole trail is narrowed to. */
export const auditQuerySchema = pageQuerySchema
  .extend({
    subjectKind: termSchema.optional().describe('What entries are about: `resource`, `unit`, …'),
    subjectId: termSchema.optional().describe('Together with `subjectKind`.'),
    actor: termSchema.optional().describe('Who did it, such as `user:default/tess`.'),
    event: termSchema.optional().describe('The event id, as in the list of audit events.'),
    from: timeSchema.optional().describe('Not earlier than this.'),
    to: timeSchema.optional().describe('Earlier than this.'),
  })
  .refine(({ subjectKind, subjectId }) => subjectId === undefined || subjectKind !== undefined, {
    path: ['subjectId'],
    error: 'needs a subjectKind',
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ['to'],
    error: 'must be later than from',
  });

export type AuditQuery = z.infer<typeof auditQuerySchema>;
