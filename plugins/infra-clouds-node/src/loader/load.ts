import { CloudPlugin, Diagnostic } from '../model';
import { loadPackages } from './packages';
import { loadProvider } from './provider';
import { Report, Tree } from './tree';

export interface LoadedClouds {
  plugins: CloudPlugin[];
  diagnostics: Diagnostic[];
}

/**
 * Reads trees of cloud plugins: folders that have `providers/` or `packages/`, or folders of providers,
 * or the folder of one provider. A provider of a later tree replaces the one that had its id. What is
 * wrong is in the diagnostics and left out of the plugins; nothing is thrown but for a root that
 * cannot be read at all, which is a diagnostic too.
 */
export async function loadClouds(roots: string[]): Promise<LoadedClouds> {
  const diagnostics: Diagnostic[] = [];
  const plugins = new Map<string, CloudPlugin>();
  for (const root of roots) {
    const found = await loadRoot(root, diagnostics);
    for (const plugin of found) plugins.set(plugin.id, plugin);
  }
  return {
    plugins: [...plugins.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    diagnostics: sorted(diagnostics),
  };
}

async function loadRoot(root: string, diagnostics: Diagnostic[]): Promise<CloudPlugin[]> {
  const report: Report = diagnostic => diagnostics.push(diagnostic);
  let tree: Tree;
  try {
    tree = await Tree.open(root, report);
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    report({ severity: 'error', rule: 'tree/unreadable', message, file: root });
    return [];
  }
  if ((await tree.kind('provider.yaml')) === 'file') {
    const plugin = await loadProvider(tree, report);
    return plugin ? [plugin] : [];
  }
  const providers = await tree.inside('providers');
  const packages = await tree.inside('packages');
  const published = await loadFolder(providers ?? tree, report);
  const older = packages ? await loadPackages(packages, report) : [];
  if (published.count === 0 && !packages) {
    const message = 'has neither a provider.yaml nor providers/ nor packages/';
    report({ severity: 'error', rule: 'tree/empty', message, file: root });
  }
  return joined(published.plugins, older);
}

async function loadFolder(tree: Tree, report: Report) {
  const { folders } = await tree.list('.');
  const found = await Promise.all(
    folders.map(async folder => {
      if ((await tree.kind(`${folder}/provider.yaml`)) !== 'file') return undefined;
      const inside = await tree.inside(folder);
      return inside && { folder, plugin: await loadProvider(inside, report) };
    }),
  );
  const providers = found.filter(entry => entry !== undefined);
  return {
    count: providers.length,
    plugins: providers.flatMap(({ plugin }) => (plugin ? [plugin] : [])),
  };
}

/** Of a provider in both layouts the published one counts; the older adds what it does not serve. */
function joined(published: CloudPlugin[], older: CloudPlugin[]): CloudPlugin[] {
  const known = new Map(published.map(plugin => [plugin.id, plugin]));
  const added: CloudPlugin[] = [];
  for (const plugin of older) {
    const other = known.get(plugin.id);
    if (!other) {
      added.push(plugin);
      continue;
    }
    const served = new Set(other.services.map(({ info }) => info.capability));
    other.services.push(...plugin.services.filter(({ info }) => !served.has(info.capability)));
  }
  return [...published, ...added];
}

function sorted(diagnostics: Diagnostic[]): Diagnostic[] {
  const key = (diagnostic: Diagnostic) => diagnostic.file ?? '';
  return [...diagnostics].sort(
    (a, b) =>
      (key(a) < key(b) ? -1 : Number(key(a) > key(b))) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}
