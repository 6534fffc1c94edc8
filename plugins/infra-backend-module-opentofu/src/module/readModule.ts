import { parse } from '@cdktn/hcl2json';
import type { JsonObject, JsonValue } from '@backstage/types';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Attributes and nested blocks of a block, as the parser gives them: expressions are `${…}`. */
export type Block = Record<string, JsonValue | undefined>;

/** What a module declares, by name. */
export interface ModuleDeclarations {
  variables: Map<string, Block>;
  outputs: Map<string, Block>;
  /** Calls of other modules. */
  modules: Map<string, Block>;
  /** Kinds of backends that it wants, `cloud` among them, by the names of the files. */
  backends: { file: string; kind: string }[];
}

/** A flag of a block, which JSON modules may also write as text. */
export const isSet = (block: Block | undefined, flag: string): boolean =>
  block?.[flag] === true || block?.[flag] === 'true';

/** Whether a variable or output must not show. */
export const isSensitive = (block: Block | undefined): boolean =>
  isSet(block, 'sensitive') || isSet(block, 'ephemeral');

export const isOverride = (name: string) => /(^|_)override\.(tf|tofu)(\.json)?$/.test(name);

/** OpenTofu leaves a `.tf` file aside where there is a `.tofu` of the same name. */
function configurationFiles(names: string[], program: 'tofu' | 'terraform'): string[] {
  const tofu = new Set(names.filter(name => /\.tofu(\.json)?$/.test(name)));
  const files = names.filter(name =>
    tofu.has(name)
      ? program === 'tofu'
      : /\.tf(\.json)?$/.test(name) &&
        !(program === 'tofu' && tofu.has(name.replace(/\.tf(?=(\.json)?$)/, '.tofu'))),
  );
  // Override files come last, each group by its names.
  return files.sort((a, b) => Number(isOverride(a)) - Number(isOverride(b)) || (a < b ? -1 : 1));
}

async function readFileBlocks(folder: string, name: string): Promise<JsonObject> {
  const content = await readFile(join(folder, name), 'utf8');
  try {
    return name.endsWith('.json') ? JSON.parse(content) : await parse(name, content);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${name} cannot be read: ${message.replace(/^parse config: /, '')}`);
  }
}

/** A named block is a list of bodies in HCL, and a body or a list of them in JSON. */
function blocksOf(value: JsonValue | undefined): [string, Block][] {
  const groups = Array.isArray(value) ? value : [value];
  return groups.flatMap(group =>
    Object.entries((group ?? {}) as Record<string, Block | Block[]>).map(
      ([name, body]): [string, Block] => [name, Array.isArray(body) ? (body[0] ?? {}) : body],
    ),
  );
}

function backendsOf(settings: JsonValue | undefined): string[] {
  return ([settings].flat() as (Block | undefined)[]).flatMap(block => [
    ...blocksOf(block?.backend).map(([kind]) => kind),
    ...(block?.cloud === undefined ? [] : ['cloud']),
  ]);
}

const isValueFile = (name: string) => /^terraform\.tfvars$|\.auto\.tfvars$/.test(name);

/**
 * Variables that files of the root module itself give values to.
 *
 * @throws Error that names the file that cannot be read
 */
export async function readGivenValues(folder: string): Promise<Set<string>> {
  const names = await readdir(folder);
  const files = names.filter(name => isValueFile(name.replace(/\.json$/, '')));
  const values = await Promise.all(files.map(name => readFileBlocks(folder, name)));
  return new Set(values.flatMap(Object.keys));
}

/**
 * The variables and outputs of the root module in a folder.
 *
 * @throws Error that names the file that cannot be read
 */
export async function readModule(
  folder: string,
  program: 'tofu' | 'terraform' = 'terraform',
): Promise<ModuleDeclarations> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter(entry => !entry.isDirectory()).map(({ name }) => name);
  const declarations: ModuleDeclarations = {
    variables: new Map(),
    outputs: new Map(),
    modules: new Map(),
    backends: [],
  };
  const files = configurationFiles(names, program);
  if (files.length === 0) throw new Error('There is no file that ends with .tf in the folder');
  for (const name of files) {
    const blocks = await readFileBlocks(folder, name);
    for (const [kind, known] of [
      ['variable', declarations.variables],
      ['output', declarations.outputs],
      ['module', declarations.modules],
    ] as const) {
      for (const [block, body] of blocksOf(blocks[kind])) {
        known.set(block, { ...known.get(block), ...body });
      }
    }
    const kinds = backendsOf(blocks.terraform);
    declarations.backends.push(...kinds.map(kind => ({ file: name, kind })));
  }
  return declarations;
}
