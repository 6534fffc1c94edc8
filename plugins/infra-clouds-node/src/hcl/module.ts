import { HclBlock, hclBody } from './blocks';

export interface ModuleVariable {
  name: string;
  /** The type constraint as it stands; `any` when there is none. */
  type: string;
  description?: string;
  hasDefault: boolean;
  /** The default as it stands. */
  default?: string;
  sensitive: boolean;
  file: string;
  offset: number;
}

export interface ModuleOutput {
  name: string;
  description?: string;
  sensitive: boolean;
}

export interface ModuleInterface {
  variables: ModuleVariable[];
  outputs: ModuleOutput[];
  /** Of each `required_providers` entry: its local name and the text of what it asks for. */
  providers: { name: string; text: string }[];
}

/** What a module takes and gives, from its files. @throws HclSyntaxError */
export function moduleInterface(files: Record<string, string>): ModuleInterface {
  const found: ModuleInterface = { variables: [], outputs: [], providers: [] };
  for (const [file, text] of Object.entries(files)) {
    for (const block of hclBody(text).blocks) {
      if (block.type === 'variable') found.variables.push(variableOf(block, file));
      if (block.type === 'output') found.outputs.push(outputOf(block));
      if (block.type === 'terraform') found.providers.push(...providersOf(block));
    }
  }
  return found;
}

function textOf(block: HclBlock, name: string): string | undefined {
  return block.attributes.find(attribute => attribute.name === name)?.text;
}

function descriptionOf(block: HclBlock): string | undefined {
  const text = textOf(block, 'description');
  if (!text?.startsWith('"')) return undefined;
  return text.slice(1, -1).replace(/\\(["\\])/g, '$1');
}

function variableOf(block: HclBlock, file: string): ModuleVariable {
  const fallback = textOf(block, 'default');
  return {
    name: block.labels[0] ?? '',
    type: (textOf(block, 'type') ?? 'any').replace(/^"(\w+)"$/, '$1'),
    description: descriptionOf(block),
    hasDefault: fallback !== undefined,
    default: fallback,
    sensitive: textOf(block, 'sensitive') === 'true',
    file,
    offset: block.offset,
  };
}

function outputOf(block: HclBlock): ModuleOutput {
  return {
    name: block.labels[0] ?? '',
    description: descriptionOf(block),
    sensitive: textOf(block, 'sensitive') === 'true',
  };
}

function providersOf(block: HclBlock): { name: string; text: string }[] {
  return block.blocks
    .filter(inner => inner.type === 'required_providers')
    .flatMap(inner => inner.attributes.map(({ name, text }) => ({ name, text })));
}
