import { z } from 'zod';

/** An identifier of a record: a lower-case UUID. */
export const idSchema = z.uuid({ error: 'must be a UUID' });

/** A moment in time, ISO 8601 in UTC. */
export const timeSchema = z.iso.datetime({ error: 'must be an ISO 8601 time in UTC' });

/** How often a record has been changed, from 1; what `If-Match` compares. */
export const changeCountSchema = z
  .int()
  .min(1)
  .describe('Counts changes. In quotes it is the ETag, for If-Match.');

/** The name of a physical location with capacity, as the inventory spells it. */
export const siteSchema = z
  .string()
  .min(1, 'must not be empty')
  .max(63, 'must be at most 63 characters')
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/i, 'must consist of letters, digits and inner hyphens');

/** A Backstage entity reference such as `user:default/tess`. */
export const entityRefSchema = z
  .string()
  .max(260, 'must be at most 260 characters')
  .regex(/^[a-z]+:[^:/\s]+\/[^:/\s]+$/i, 'must be an entity reference such as user:default/tess');

/** Query parameters arrive as text; this accepts `true` and `false` only. */
export const queryBooleanSchema = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .transform(value => value === 'true');

/** The part of a list query that every list has in common. */
export const pageQuerySchema = z.object({
  limit: z.coerce
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(200, 'must be at most 200')
    .default(50)
    .describe('How many items at the most.'),
  cursor: z
    .string()
    .max(2000)
    .optional()
    .describe('`nextCursor` of the page before; opaque to the caller.'),
});

/** Wraps an item schema into the answer of a list. */
export const pageSchema = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().optional(),
    totalItems: z.number().int().optional(),
  });

/** One page of a list. */
export type Page<T> = { items: T[]; nextCursor?: string; totalItems?: number };
