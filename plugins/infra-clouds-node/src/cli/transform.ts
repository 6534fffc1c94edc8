import { writeFileSync } from 'node:fs';
import { hasErrors } from '../model';
import { rulesOf, transformFiles } from '../project';
import { CliIo, exitCodes, reportDiagnostics } from './output';
import { packagesBeside, readSources } from './sources';
import { pluginNamed, pluginsOf } from './trees';

export interface TransformOptions {
  tree?: string[];
  dryRun?: boolean;
  path: string;
  requirements?: boolean;
}

/** Rewrites files where they are, or standard input to standard output; nothing is written when something cannot be rewritten. */
export async function transformCommand(
  provider: string,
  paths: string[],
  options: TransformOptions,
  io: CliIo,
): Promise<number> {
  const plugin = pluginNamed(await pluginsOf(options.tree, io), provider);
  const isStdin = paths[0] === '-';
  const sources = await readSources(paths, options.path, io);
  const files = sources.flatMap(file => ('text' in file ? [[file.path, file.text] as const] : []));
  const beside = isStdin ? {} : await packagesBeside(files.map(([path]) => path));
  const result = await transformFiles(plugin, Object.fromEntries(files), rulesOf(plugin), beside);
  reportDiagnostics(result.diagnostics, io);
  if (options.dryRun) io.out(result.diff);
  else if (hasErrors(result.diagnostics)) io.err('Nothing was written.\n');
  else if (isStdin) io.out(result.files[options.path]);
  else for (const path of result.changed) writeFileSync(path, result.files[path]);
  if (options.requirements) {
    for (const { package: name, version } of result.requirements) io.err(`${name}${version}\n`);
  }
  return hasErrors(result.diagnostics) ? exitCodes.problems : exitCodes.fine;
}
