import { DetectedCapability, detectCapabilities } from '../detection';
import { CliIo, exitCodes, json } from './output';
import { readSources } from './sources';
import { pluginsOf } from './trees';

export interface DetectOptions {
  tree?: string[];
  json?: boolean;
  path: string;
}

/** What code needs of a cloud, and where; 1 when no plugin serves something of it. */
export async function detectCommand(
  paths: string[],
  options: DetectOptions,
  io: CliIo,
): Promise<number> {
  const files = await readSources(paths, options.path, io);
  const plugins = await pluginsOf(options.tree, io);
  const served = plugins.flatMap(plugin => plugin.services.map(({ info }) => info.capability));
  const found = await detectCapabilities(files, { served });
  if (options.json) io.out(json(found));
  else io.out(found.capabilities.map(shown).join(''));
  for (const { path, reason, line, column } of found.skipped) {
    const place = [path, line, column].filter(part => part !== undefined).join(':');
    io.err(`${place}: warning: left out, ${reason}\n`);
  }
  for (const capability of found.unserved) io.err(`No provider serves ${capability}.\n`);
  return found.unserved.length > 0 ? exitCodes.problems : exitCodes.fine;
}

function shown({ capability, operations, places, implied }: DetectedCapability): string {
  const what = implied ? 'code that runs' : operations.join(', ');
  const lines = places.map(
    ({ file, line, column, what: name }) => `  ${file}:${line}:${column}: ${name}\n`,
  );
  return `${capability}: ${what}\n${lines.join('')}`;
}
