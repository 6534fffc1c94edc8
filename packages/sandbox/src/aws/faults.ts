import { z } from 'zod';
import { Faults } from '../faults/Faults';

const schema = z.strictObject({
  /** `down` ends the connection, `throttle` says that there are too many requests. */
  mode: z.enum(['ok', 'down', 'throttle']),
  /** Before every answer. */
  delaySeconds: z.number().nonnegative(),
  /** Error codes by action, such as `{'s3:PutBucketVersioning': 'AccessDenied'}`. */
  refuse: z.record(z.string(), z.string()),
  /** Status with which the address of a function answers, or that it never does, by its name. */
  functions: z.record(
    z.string(),
    z.union([z.literal('hang'), z.int().min(200).max(599)], {
      error: 'must be a status from 200 to 599, or "hang"',
    }),
  ),
});

export type AwsFaults = z.infer<typeof schema>;

export const awsFaults = () =>
  new Faults<AwsFaults>(schema, { mode: 'ok', delaySeconds: 0, refuse: {}, functions: {} });
