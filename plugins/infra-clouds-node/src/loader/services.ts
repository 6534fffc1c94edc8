import {
  CloudService,
  Pricing,
  ServiceDefaults,
  TextFile,
  serviceDefaultsSchema,
  serviceSchema,
} from '../model';
import { RuleFile, readRules } from '../rules';
import { readCost } from './cost';
import { loadDeployment } from './deployment';
import { loadModule } from './module';
import { ReadYaml, readYaml } from './readYaml';
import { loadTemplate } from './templates';
import { Report, Tree } from './tree';

/** A service is a folder with `service.yaml`; other folders beside it are not ours. */
export async function loadServices(
  tree: Tree,
  pricing: Pricing | undefined,
  report: Report,
): Promise<CloudService[]> {
  const { folders: categories } = await tree.list('services');
  const found = await Promise.all(
    categories.map(async category => {
      const { folders } = await tree.list(`services/${category}`);
      return Promise.all(
        folders.map(folder => loadService(tree, category, folder, pricing, report)),
      );
    }),
  );
  return found.flat().filter(service => service !== undefined);
}

async function loadService(
  tree: Tree,
  category: string,
  id: string,
  pricing: Pricing | undefined,
  report: Report,
): Promise<CloudService | undefined> {
  const folder = `services/${category}/${id}`;
  if ((await tree.kind(`${folder}/service.yaml`)) !== 'file') return undefined;
  const service = await readYaml(tree, `${folder}/service.yaml`, 'service', serviceSchema, report);
  if (!service) return undefined;
  const { file, root, value: info } = service;
  if (info.id !== id) {
    file.warning('service/id', `the id ${info.id} is not the name of its folder, ${id}`, [
      ...root,
      'id',
    ]);
  }
  if (info.capability !== category) {
    const message = `the capability ${info.capability} is not its category, ${category}`;
    file.warning('service/capability', message, [...root, 'capability']);
  }
  const reference = (
    key: 'defaults_file' | 'terraform_module' | 'transform_rules',
    fallback: string,
  ) => locate(tree, folder, service, key, fallback);
  const [defaultsPath, modulePath, rulesPath] = await Promise.all([
    reference('defaults_file', 'defaults.yaml'),
    reference('terraform_module', 'terraform'),
    reference('transform_rules', 'transform/rules.yaml'),
  ]);
  const [defaults, module, tfvars, rules, readme] = await Promise.all([
    loadDefaults(tree, defaultsPath, report),
    modulePath ? loadModule(tree, modulePath, report) : undefined,
    modulePath ? loadTemplate(tree, `${modulePath}/tfvars.tmpl`, report) : undefined,
    rulesPath ? loadText(tree, rulesPath) : undefined,
    tree.read(`${folder}/README.md`),
  ]);
  if (!defaults) return undefined;
  const ruleFile = readRuleFile(rules, report);
  const deployment = await loadDeployment(tree, folder, service, module, report);
  const cost = readCost({ service, defaults, module, pricing });
  return {
    ...{ id, category, info, defaults, module, cost, deployment, tfvars, rules, ruleFile, readme },
  };
}

/** Where a file or folder of the service is: where `service.yaml` says, or where it usually is. */
async function locate(
  tree: Tree,
  folder: string,
  service: ReadYaml<CloudService['info']>,
  key: 'defaults_file' | 'terraform_module' | 'transform_rules',
  fallback: string,
): Promise<string | undefined> {
  const { file, root, value } = service;
  const named = value[key]?.replace(/\/+$/, '');
  const target = named ?? fallback;
  const path = `${folder}/${target}`;
  const place = { ...file.place([...root, key]), file: `${folder}/service.yaml` };
  if (await tree.kind(path, place)) return path;
  if (named !== undefined && isPlain(named)) {
    file.warning('reference/missing', `${key} ${named} is not there`, [...root, key]);
  }
  return undefined;
}

function isPlain(path: string): boolean {
  return !path.startsWith('/') && !path.split('/').includes('..');
}

async function loadDefaults(
  tree: Tree,
  path: string | undefined,
  report: Report,
): Promise<ServiceDefaults | undefined> {
  if (!path) return serviceDefaultsSchema.parse({});
  const defaults = await readYaml(tree, path, 'defaults', serviceDefaultsSchema, report);
  return defaults?.value;
}

/** Rules as they are meant; what is wrong with them is reported like the rest. */
export function readRuleFile(rules: TextFile | undefined, report: Report): RuleFile | undefined {
  if (!rules) return undefined;
  const file = readRules(rules.path, rules.text);
  file.diagnostics.forEach(report);
  return file;
}

export async function loadText(tree: Tree, path: string): Promise<TextFile | undefined> {
  const text = await tree.read(path);
  return text === undefined ? undefined : { path: tree.shown(path), text };
}
