import { parse } from 'yaml';
import { z } from 'zod';

/** One entry of the values: what becomes a Namespace and its ResourceQuota. */
const entrySchema = z.object({
  name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'must be a DNS label'),
  teamId: z.string().optional(),
  resourceQuota: z.object({
    cpu: z.union([z.number(), z.string()]),
    memory: z.union([z.number(), z.string()]),
  }),
});

const valuesSchema = z.object({ namespaces: z.array(entrySchema).nullish() });

export type NamespaceEntry = z.infer<typeof entrySchema>;

/** What a commit wants, by namespace. */
export type Manifests = Map<string, NamespaceEntry>;

/** Thrown for values that no chart could render; the message is what Argo CD reports. */
export class RenderError extends Error {}

/** Renders the values file, and beside it every file of the folder `namespaces/`, which holds one entry. */
export function render(valuesFile: string | undefined, entryFiles: string[]): Manifests {
  const values = valuesFile === undefined ? {} : (read(valuesFile) ?? {});
  const entries = [
    ...(check(valuesSchema, values).namespaces ?? []),
    ...entryFiles.map(file => check(entrySchema, read(file))),
  ];
  return new Map(entries.map(entry => [entry.name, entry]));
}

function read(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new RenderError(`error converting YAML to JSON: ${(error as Error).message}`);
  }
}

function check<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [{ path, message }] = error.issues;
  throw new RenderError(`helm template failed: values: ${path.join('.')}: ${message}`);
}
