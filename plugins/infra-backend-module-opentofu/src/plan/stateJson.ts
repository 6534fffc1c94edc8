import { z } from 'zod';
import { marked, secretsIn } from './changes';
import type { Json } from './planJson';

interface Module {
  resources?: { values?: Json; sensitive_values?: Json }[];
  child_modules?: Module[];
}

const moduleSchema: z.ZodType<Module> = z.object({
  resources: z
    .array(z.object({ values: z.json().optional(), sensitive_values: z.json().optional() }))
    .optional(),
  child_modules: z.array(z.lazy(() => moduleSchema)).optional(),
});

/** What we read of `show -json` of a state; the format is documented and promised by the program. */
export const stateJsonSchema = z.object({
  values: z
    .object({
      outputs: z
        .record(
          z.string(),
          z.object({ sensitive: z.boolean().default(false), value: z.json().optional() }),
        )
        .default({}),
      root_module: moduleSchema.optional(),
    })
    .optional(),
});

const inModule = ({ resources = [], child_modules: children = [] }: Module): string[] => [
  ...resources.flatMap(({ values, sensitive_values: marks }) => marked(values, marks)),
  ...children.flatMap(inModule),
];

/** Values in a state that must not show: of sensitive outputs, and what is marked in resources. */
export function secretsOfState({ values }: z.output<typeof stateJsonSchema>): string[] {
  const outputs = Object.values(values?.outputs ?? {}).flatMap(({ sensitive, value }) =>
    sensitive ? secretsIn(value) : [],
  );
  return [...new Set([...outputs, ...(values?.root_module ? inModule(values.root_module) : [])])];
}
