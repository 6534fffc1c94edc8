import type { JsonObject, JsonValue } from '@backstage/types';
import type { RESOURCE_FIELDS } from './settings';
import type { Context } from './Workspace';

export type ResourceField = (typeof RESOURCE_FIELDS)[number];

/** What of a resource a variable can be filled with. */
interface Fields {
  resource: Omit<Context['resource'], 'outputs'>;
  requestedBy: string;
}

export function fieldOf({ resource, requestedBy }: Fields, field: ResourceField): JsonValue {
  switch (field) {
    case 'unit':
      return resource.unit.slug;
    case 'unitName':
      return resource.unit.name;
    case 'requestedBy':
      return requestedBy;
    case 'externalName':
      return resource.externalName ?? resource.name;
    default:
      return resource[field] ?? null;
  }
}

/** Values for the variables that a module declares; the program refuses others in its environment and overlooks them in files. */
export function moduleVariables(
  context: Context,
  declared: ReadonlySet<string>,
): { values: JsonObject; leftOut: string[] } {
  const {
    resource,
    settings,
    run: { requestedBy },
  } = context;
  const fromResource = Object.entries(settings.variablesFromResource).map(
    ([name, field]): [string, JsonValue] => [
      name,
      fieldOf({ resource, requestedBy }, field as ResourceField),
    ],
  );
  const all = [...Object.entries(resource.variables as JsonObject), ...fromResource];
  const known = all.filter(([name]) => declared.has(name));
  return {
    values: Object.fromEntries(known),
    leftOut: all.filter(([name]) => !declared.has(name)).map(([name]) => name),
  };
}
