import { z } from 'zod';
import { Faults } from '../faults/Faults';

const schema = z.strictObject({
  /** How many of the next pushes are refused, as if another push had come first. */
  rejectPushes: z.number().int().nonnegative(),
  /** Connections end without an answer, those to the GitHub API too. */
  down: z.boolean(),
});

export type GitFaults = z.infer<typeof schema>;

export const gitFaults = () => new Faults<GitFaults>(schema, { rejectPushes: 0, down: false });
