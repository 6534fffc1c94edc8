import type { JsonValue } from '@backstage/types';
import { z } from 'zod';

/** What of a state of format 4 tells which resources there are, and nothing of what is in them. */
const stateSchema = z.object({
  terraform_version: z.string().optional(),
  resources: z
    .array(
      z.object({
        module: z.string().optional(),
        mode: z.enum(['managed', 'data']),
        type: z.string(),
        name: z.string(),
        provider: z.string(),
        instances: z.array(z.object({ index_key: z.union([z.string(), z.number()]).optional() })),
      }),
    )
    .default([]),
});

/** `provider["registry.terraform.io/hashicorp/aws"].west` is `registry.terraform.io/hashicorp/aws`. */
const sourceOf = (provider: string) => /\["([^"]+)"\]/.exec(provider)?.[1] ?? provider;

/** Addresses and providers of everything in a state. No attribute is shown: any may be a secret. */
export function contentsOf(state: JsonValue | undefined): JsonValue {
  if (state === undefined) return { resources: [] };
  const { terraform_version: toolVersion, resources } = stateSchema.parse(state);
  return {
    ...(toolVersion ? { toolVersion } : {}),
    resources: resources.flatMap(({ module, mode, type, name, provider, instances }) => {
      const path = [module, mode === 'data' ? 'data' : undefined, type, name];
      const address = path.filter(part => part !== undefined).join('.');
      return instances.map(({ index_key: key }) => ({
        address: key === undefined ? address : `${address}[${JSON.stringify(key)}]`,
        ...{ mode, type, provider: sourceOf(provider) },
      }));
    }),
  };
}
