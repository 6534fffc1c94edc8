import { z } from 'zod';

/** What JSON has, the way zod knows it. */
export type Json = z.output<ReturnType<typeof z.json>>;

const actionSchema = z.enum(['no-op', 'create', 'read', 'update', 'delete', 'forget', 'open']);

const changeSchema = z.object({
  actions: z.array(actionSchema.catch('no-op')),
  before: z.json().optional(),
  after: z.json().optional(),
  after_unknown: z.json().optional(),
  before_sensitive: z.json().optional(),
  after_sensitive: z.json().optional(),
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
});

export type JsonChange = z.output<typeof changeSchema>;

/** What we read of `show -json <plan>`; the format is documented and promised by the program. */
export const planJsonSchema = z.object({
  resource_changes: z
    .array(z.object({ address: z.string(), type: z.string().optional(), change: changeSchema }))
    .default([]),
  output_changes: z.record(z.string(), changeSchema).default({}),
  variables: z.record(z.string(), z.object({ value: z.json().optional() })).default({}),
  configuration: z
    .object({
      root_module: z
        .object({
          variables: z
            .record(z.string(), z.object({ sensitive: z.boolean().optional() }))
            .optional(),
        })
        .optional(),
    })
    .optional(),
});

export type PlanJson = z.output<typeof planJsonSchema>;
