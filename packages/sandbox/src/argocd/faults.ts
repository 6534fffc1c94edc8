import { z } from 'zod';
import { Faults } from '../faults/Faults';

const schema = z.strictObject({
  /**
   * `error500` answers every call with an internal error, `hang` never answers, `stale` stays
   * Synced and Healthy at the commit it knows and never sees a newer one.
   */
  mode: z.enum(['ok', 'error500', 'hang', 'stale']),
  /** How long a sync takes until its resources are healthy. */
  syncSeconds: z.number().nonnegative(),
  /** Namespaces whose resources become Degraded. */
  failNamespaces: z.array(z.string()),
});

export type ArgoCdFaults = z.infer<typeof schema>;

export const argoCdFaults = () =>
  new Faults<ArgoCdFaults>(schema, { mode: 'ok', syncSeconds: 2, failNamespaces: [] });
