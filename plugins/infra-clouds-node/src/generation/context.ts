import { CloudPlugin, CloudService } from '../model';
import { sanitize } from '../template';
import { chosenRegion, chosenServices } from './choose';
import { labelsFor } from './labels';
import { quoted, resourceName } from './names';
import { TemplateData } from './render';
import { GenerateRequest, Problems } from './request';

/** A request after it was checked: everything that files are made from. */
export interface Context {
  plugin: CloudPlugin;
  services: CloudService[];
  name: string;
  environment: string;
  region: string;
  labels: Record<string, string>;
  /** `tags` or `labels`, as the provider calls them. */
  labelKey: string;
  parameters: Record<string, unknown>;
  metadata: Record<string, unknown>;
  data: TemplateData;
}

export function contextOf(
  plugin: CloudPlugin,
  request: GenerateRequest,
  problems: Problems,
): Context {
  const services = chosenServices(plugin, request.capabilities, problems);
  const name = resourceName(request.projectName, plugin, problems);
  const environment = environmentName(request.environment ?? 'production', problems);
  const region = chosenRegion(plugin, request.region, problems);
  const labels = labelsFor(plugin, request.tags ?? {}, problems);
  const parameters = { ...request.parameters };
  const metadata = { ...request.metadata };
  const projectId = request.projectId ?? knownProject({ ...metadata, ...parameters });
  const apis = services.flatMap(({ info }) => info.provider_apis);
  const unique = [...new Map(apis.map(api => [api.name, api])).values()];
  return {
    plugin,
    services,
    name,
    environment,
    region,
    labels,
    labelKey: plugin.defaults.label_key === 'tags' ? 'tags' : labelKeyOf(plugin),
    parameters,
    metadata,
    data: {
      ProjectName: name,
      ...(projectId !== undefined && { ProjectID: projectId }),
      Environment: environment,
      Provider: plugin.id,
      Region: region,
      Metadata: metadata,
      Variables: { ...parameters, region, tags: labels, labels },
      Capabilities: services.map(service => ({
        Type: service.info.capability,
        Service: service.id,
        Name: service.info.display_name,
      })),
      APIs: unique
        .map(api => ({
          Name: api.name,
          DisplayName: api.display_name ?? api.name,
          Bootstrap: api.bootstrap ?? false,
        }))
        .sort((a, b) => Number(b.Bootstrap) - Number(a.Bootstrap) || (a.Name < b.Name ? -1 : 1)),
    },
  };
}

/** Providers call it differently; the first that is known counts. */
function knownProject(known: Record<string, unknown>): string | undefined {
  const names = ['project_id', 'account_id', 'subscription_id'];
  return names.map(name => known[name]).find(value => typeof value === 'string');
}

function labelKeyOf(plugin: CloudPlugin): string {
  if (plugin.defaults.label_key) return plugin.defaults.label_key;
  const variables = plugin.services.flatMap(({ module }) => module?.variables ?? []);
  return variables.some(variable => variable.name === 'tags') ? 'tags' : 'labels';
}

function environmentName(environment: string, problems: Problems): string {
  const safe = sanitize(environment)
    .replace(/^[0-9-]+/, '')
    .slice(0, 16)
    .replace(/-$/, '');
  if (safe === '') {
    problems.error(
      'request/environment',
      `environment ${quoted(environment)} leaves no name: lower-case letters, digits and hyphens, at most 16`,
    );
  } else if (safe !== environment) {
    problems.warning(
      'request/environment',
      `the environment is named ${safe}, after ${quoted(environment)}`,
    );
  }
  return safe;
}
