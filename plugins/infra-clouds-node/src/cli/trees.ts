import { builtInClouds, loadClouds } from '../loader';
import { CloudPlugin, hasErrors } from '../model';
import { CliIo, UsageError, reportDiagnostics } from './output';

/** The plugins of the trees, by default those that come along. Errors in them are said, and are no obstacle to the others. */
export async function pluginsOf(trees: string[] | undefined, io: CliIo): Promise<CloudPlugin[]> {
  const { plugins, diagnostics } = await loadClouds(trees ?? [builtInClouds()]);
  if (hasErrors(diagnostics)) reportDiagnostics(diagnostics, io);
  return plugins;
}

export function pluginNamed(plugins: CloudPlugin[], id: string): CloudPlugin {
  const plugin = plugins.find(candidate => candidate.id === id);
  if (plugin) return plugin;
  const known = plugins.map(candidate => candidate.id).join(', ');
  throw new UsageError(`There is no provider ${id}. There are: ${known || 'none'}.`);
}
