import type { InspectedModule } from '@bailiwick/backstage-plugin-infra-node';
import type { JsonObject } from '@backstage/types';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Block, isSensitive, readModule } from '../module';
import type { Source } from '../settings';
import { readVariable } from './variableSchema';

const LONGEST_DOCUMENTATION = 100_000;

function nameOf(source: Source): string | undefined {
  if (source.kind === 'inline') return undefined;
  const path =
    source.kind === 'folder' ? source.path : source.folder || new URL(source.url).pathname;
  const name = basename(path)
    .replace(/\.git$/, '')
    .replace(/^terraform-/, '');
  return name === '' || name === '.' ? undefined : name;
}

async function readmeIn(folder: string): Promise<string | undefined> {
  const names = await readdir(folder);
  const name = names.find(each => /^readme\.(md|markdown)$/i.test(each));
  return name && (await readFile(join(folder, name), 'utf8')).slice(0, LONGEST_DOCUMENTATION);
}

const outputOf = ([name, block]: [string, Block]) => ({
  name,
  ...(typeof block.description === 'string' ? { description: block.description.trim() } : {}),
  sensitive: isSensitive(block),
});

/** What a resource type could be made of, from the root module in a folder. */
export async function inspectModule(folder: string, source: Source): Promise<InspectedModule> {
  const { variables, outputs } = await readModule(folder);
  const properties: JsonObject = {};
  const required: string[] = [];
  const notes: string[] = [];
  for (const [name, block] of variables) {
    const variable = await readVariable(name, block);
    properties[name] = variable.schema;
    if (variable.required) required.push(name);
    notes.push(...variable.notes);
  }
  if (source.kind === 'folder') {
    notes.push('A folder is not pinned: what changes in it changes every resource at its next run');
  }
  const documentation = await readmeIn(folder);
  const name = nameOf(source);
  return {
    ...(name ? { name } : {}),
    ...(documentation ? { documentation } : {}),
    settings: { source: source as unknown as JsonObject },
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties,
      ...(required.length > 0 ? { required } : {}),
      additionalProperties: false,
    },
    outputs: [...outputs].map(outputOf),
    notes,
  };
}
