import {
  CloudPlugin,
  CloudService,
  providerSchema,
  regionsSchema,
  serviceDefaultsSchema,
  serviceSchema,
} from '../model';
import { loadModule } from './module';
import { loadText, readRuleFile } from './services';
import { Report, Tree } from './tree';

/**
 * The older layout, `packages/{capability}/{provider}`: rules and a module that stands alone, nothing
 * about the provider itself. Each provider gets one service for each capability.
 */
export async function loadPackages(tree: Tree, report: Report): Promise<CloudPlugin[]> {
  const { folders: capabilities } = await tree.list('.');
  const plugins = new Map<string, CloudPlugin>();
  for (const capability of capabilities) {
    const { folders: providers } = await tree.list(capability);
    for (const provider of providers) {
      const service = await loadPackage(tree, capability, provider, report);
      if (!service) continue;
      const plugin = plugins.get(provider) ?? emptyPlugin(provider, tree.root);
      plugin.services.push(service);
      plugin.provider.capabilities.push(capability);
      plugins.set(provider, plugin);
    }
  }
  return [...plugins.values()];
}

async function loadPackage(
  tree: Tree,
  capability: string,
  provider: string,
  report: Report,
): Promise<CloudService | undefined> {
  const folder = `${capability}/${provider}`;
  const info = serviceSchema.safeParse({
    id: capability,
    name: capability,
    display_name: capability,
    capability,
    provider,
    description: `${capability} of ${provider}`,
  });
  const [rules, module, readme] = await Promise.all([
    loadText(tree, `${folder}/rules.yaml`),
    loadModule(tree, `${folder}/terraform`, report),
    tree.read(`${folder}/README.md`),
  ]);
  if (!rules && !module) return undefined;
  if (!info.success) {
    const message = `${folder} is no name of a capability`;
    report({ severity: 'error', rule: 'packages/name', message, file: tree.shown(folder) });
    return undefined;
  }
  return {
    id: capability,
    category: capability,
    info: info.data,
    defaults: serviceDefaultsSchema.parse({}),
    module,
    rules,
    ruleFile: readRuleFile(rules, report),
    readme,
  };
}

function emptyPlugin(id: string, folder: string): CloudPlugin {
  return {
    id,
    folder,
    layout: 'packages',
    provider: providerSchema.parse({ id, name: id, display_name: id, description: '' }),
    regions: regionsSchema.parse({ default: 'default', available: [] }),
    defaults: {},
    authMethods: [],
    services: [],
    templates: {},
  };
}
