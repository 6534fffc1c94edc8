import { MODULE_VARIABLES } from '@bailiwick/backstage-plugin-infra-common';
import type { RenderContext } from '@bailiwick/backstage-plugin-infra-node';
import type { RunSettings, TypeSettings } from '../settings';
import { pinnedModule } from './requestVariables';

interface Given extends Partial<Pick<RenderContext, 'withheld'>> {
  settings: TypeSettings;
  resource: RenderContext['resource'];
}

const ENTRY = `${MODULE_VARIABLES.values}.`;

/** The same with the module named and its values as variables, where the type leaves both to the resource. */
export function forRun<C extends Given>(
  context: C,
): Omit<C, 'settings'> & { settings: RunSettings } {
  const { settings, resource, withheld } = context;
  const { source } = settings;
  if (source.kind !== 'request') return { ...context, settings: { ...settings, source } };
  const module = pinnedModule(resource.variables);
  const withheldEntries = withheld?.map(name =>
    name.startsWith(ENTRY) ? name.slice(ENTRY.length) : name,
  );
  return {
    ...context,
    settings: { ...settings, source: module.source },
    resource: { ...resource, variables: module.values },
    ...(withheldEntries ? { withheld: withheldEntries } : {}),
  };
}
