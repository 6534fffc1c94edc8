import { z } from 'zod';
import { RootKey, underRoot } from './dialects';
import { Report, Tree } from './tree';
import { YamlFile } from './yamlFile';

export interface ReadYaml<T> {
  file: YamlFile;
  value: T;
  /** Before the path of anything in the value. */
  root: string[];
}

/** Reads one file of the published format: its root key, its dialect, its schema. */
export async function readYaml<T extends z.ZodType>(
  tree: Tree,
  path: string,
  root: RootKey,
  schema: T,
  report: Report,
  normalise: (value: unknown) => unknown = value => value,
): Promise<ReadYaml<z.output<T>> | undefined> {
  const text = await tree.read(path);
  if (text === undefined) return undefined;
  const file = YamlFile.parse(tree.shown(path), text, report);
  const found = file && underRoot(file, root);
  if (!file || !found) return undefined;
  const value = file.check(schema, normalise(found.value), `schema/${root}`, found.path);
  return value === undefined ? undefined : { file, value, root: found.path };
}
