import {
  CloudPlugin,
  pricingSchema,
  providerDefaultsSchema,
  providerSchema,
  regionsSchema,
  variablesUiSchema,
} from '../model';
import { loadAuthMethods } from './authentication';
import { normalisePricing, normaliseRegions } from './dialects';
import { ReadYaml, readYaml } from './readYaml';
import { loadServices } from './services';
import { loadTemplate } from './templates';
import { Report, Tree } from './tree';

/** One provider from its folder; undefined when it is too broken to be used, with the reasons reported. */
export async function loadProvider(tree: Tree, report: Report): Promise<CloudPlugin | undefined> {
  const provider = await readYaml(tree, 'provider.yaml', 'provider', providerSchema, report);
  if (!provider) return undefined;
  const { value } = provider;
  const regionsPath = value.regions?.source ?? 'regions.yaml';
  const place = {
    ...provider.file.place([...provider.root, 'regions', 'source']),
    file: 'provider.yaml',
  };
  await tree.kind(regionsPath, place);
  const pricing = await readYaml(
    tree,
    'pricing-metadata.yaml',
    'pricing_metadata',
    pricingSchema,
    report,
    normalisePricing,
  );
  const [regions, defaults, variablesUi, authMethods, services, templates] = await Promise.all([
    readYaml(tree, regionsPath, 'regions', regionsSchema, report, regionList =>
      normaliseRegions(regionList, value.regions?.default),
    ),
    readYaml(tree, 'provider-defaults.yaml', 'provider_defaults', providerDefaultsSchema, report),
    readYaml(
      tree,
      'variables-ui-metadata.yaml',
      'variables_ui_metadata',
      variablesUiSchema,
      report,
    ),
    loadAuthMethods(tree, report),
    loadServices(tree, pricing?.value, report),
    loadTemplates(tree, report),
  ]);
  await checkReferences(tree, provider);
  if (!regions) {
    if ((await tree.kind(regionsPath, place)) === undefined) {
      provider.file.error(
        'regions/missing',
        `has no regions: ${regionsPath} is not there`,
        provider.root,
      );
    }
    return undefined;
  }
  checkRegions(provider, regions);
  checkServices(provider, services);
  return {
    id: value.id,
    folder: tree.root,
    layout: 'providers',
    provider: value,
    regions: regions.value,
    defaults: defaults?.value ?? {},
    pricing: pricing?.value,
    variablesUi: variablesUi?.value,
    authMethods,
    services,
    templates,
  };
}

async function loadTemplates(tree: Tree, report: Report): Promise<CloudPlugin['templates']> {
  const [providerBlock, backend, variables, tfvars, bootstrap] = await Promise.all(
    [
      'terraform-config/provider-block.tf.tmpl',
      'terraform-config/backend.tf.tmpl',
      'terraform-config/variables.tf.tmpl',
      'terraform-config/tfvars.tmpl',
      'orchestration/bootstrap-script.sh.tmpl',
    ].map(path => loadTemplate(tree, path, report)),
  );
  return { providerBlock, backend, variables, tfvars, bootstrap };
}

async function checkReferences(
  tree: Tree,
  { file, value, root }: ReadYaml<CloudPlugin['provider']>,
) {
  const references: [string | undefined, string[]][] = [
    [value.credentials?.schema, ['credentials', 'schema']],
    [value.logo, ['logo']],
  ];
  for (const [target, path] of references) {
    if (!target) continue;
    const place = { ...file.place([...root, ...path]), file: 'provider.yaml' };
    if ((await tree.kind(target, place)) === undefined && !target.includes('..')) {
      file.warning('reference/missing', `${path.join('.')} ${target} is not there`, [
        ...root,
        ...path,
      ]);
    }
  }
}

function checkRegions(
  { file, value, root }: ReadYaml<CloudPlugin['provider']>,
  regions: ReadYaml<CloudPlugin['regions']>,
) {
  const ids = regions.value.available.map(region => region.id);
  const all = new Set([...ids, ...regions.value.multi_regions.map(region => region.id)]);
  if (!all.has(regions.value.default)) {
    const message = `the default region ${regions.value.default} is not among the available`;
    regions.file.warning('regions/default', message, [...regions.root, 'default']);
  }
  const fallback = value.regions?.default;
  if (fallback && !all.has(fallback)) {
    const message = `the default region ${fallback} is not among the available`;
    file.warning('regions/default', message, [...root, 'regions', 'default']);
  }
  ids.forEach((id, index) => {
    if (ids.indexOf(id) !== index) {
      regions.file.warning('regions/twice', `${id} is there twice`, [
        ...regions.root,
        'available',
        index,
      ]);
    }
  });
}

function checkServices(
  { file, value, root }: ReadYaml<CloudPlugin['provider']>,
  services: CloudPlugin['services'],
) {
  for (const service of services) {
    if (service.info.provider !== value.id) {
      const message = `${service.category}/${service.id} says that it belongs to ${service.info.provider}`;
      file.warning('service/provider', message, [...root, 'id']);
    }
  }
}
