import type { z as zod } from 'zod/v3';

type Z = typeof zod;

/** Outputs that several actions have in common, in the manner that the scaffolder wants them. */
export const diagnosticOutput = (z: Z) =>
  z
    .array(
      z.object({
        severity: z.enum(['error', 'warning', 'info']),
        rule: z.string(),
        message: z.string(),
        file: z.string().optional(),
        line: z.number().optional(),
        column: z.number().optional(),
      }),
    )
    .describe('Everything that somebody should look at.');

export const requirementOutput = (z: Z) =>
  z
    .array(z.object({ package: z.string(), version: z.string() }))
    .describe('Packages that the code now needs.');
