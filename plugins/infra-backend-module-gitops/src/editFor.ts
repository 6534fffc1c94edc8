import type { ProvisionedResource } from '@bailiwick/backstage-plugin-infra-node';
import { dirname } from 'node:path/posix';
import type { Edit } from './changes';
import { fillTemplate, type GitOpsSettings, type TypeSettings } from './settings';
import type { Entry } from './values';

/** What puts the entry of a resource into git, or takes it out, in the layout of its type. */
export function editFor(
  { resource, settings }: { resource: ProvisionedResource; settings: TypeSettings },
  values: GitOpsSettings['values'],
  present: boolean,
): Edit {
  const entry = entryOf(resource, settings);
  const change = present ? { put: entry } : { remove: entry.name };
  const key = settings.key ?? values.key;
  if (settings.layout === 'files') {
    const template = settings.path ?? `${dirname(values.path)}/${key}/{name}.yaml`;
    return { kind: 'file', path: fillTemplate(template, resource), change };
  }
  const path = fillTemplate(settings.path ?? values.path, resource);
  return { kind: 'list', path, key, change };
}

function entryOf(resource: ProvisionedResource, settings: TypeSettings): Entry {
  const { cpu, ramGb } = resource.cost;
  return {
    name: resource.externalName ?? resource.name,
    teamId: resource.unit.id,
    resourceQuota: { cpu, memory: `${ramGb}Gi` },
    ...(settings.variables ? { variables: resource.variables } : {}),
  };
}
