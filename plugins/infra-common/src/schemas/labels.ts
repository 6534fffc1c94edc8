import { z } from 'zod';

/** How many labels one resource has at the most. */
export const MAX_LABELS = 20;

const MAX_LENGTH = 63;
const LABEL = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const TOO_LONG = `must be at most ${MAX_LENGTH} characters`;
const RULE = 'must consist of letters, digits and inner hyphens, underscores and dots';

const labelTextSchema = z
  .string({ error: 'must be text' })
  .max(MAX_LENGTH, TOO_LONG)
  .regex(LABEL, RULE);

/** Keys follow the same rule as values, and a key that does not is named. */
const byKey = <Value extends z.ZodType>(value: Value) =>
  z.record(z.string(), value).superRefine((labels, { addIssue }) => {
    const keys = Object.keys(labels);
    if (keys.length > MAX_LABELS) {
      addIssue({ code: 'custom', message: `must be at most ${MAX_LABELS} labels` });
    }
    for (const key of keys) {
      const { success, error } = labelTextSchema.safeParse(key);
      if (!success) {
        addIssue({ code: 'custom', path: [key], message: `key ${error.issues[0].message}` });
      }
    }
  });

/** Labels by key, as the catalog knows them of entities. */
export const labelsSchema = byKey(labelTextSchema);

export type Labels = z.infer<typeof labelsSchema>;

/** Labels to set; those that are not named stay, null removes one. */
export const labelPatchSchema = z.strictObject({ labels: byKey(labelTextSchema.nullable()) });

/** `key`, or `key=value`. */
export const labelQuerySchema = z
  .string()
  .refine(
    text => {
      const parts = text.split('=');
      return parts.length <= 2 && parts.every(part => labelTextSchema.safeParse(part).success);
    },
    { error: 'must be a key, or key=value' },
  )
  .describe('A label that it has: `key`, or `key=value`.');
