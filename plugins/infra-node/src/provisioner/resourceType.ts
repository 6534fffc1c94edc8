import type { Amounts, ResourceType, Variables } from '@bailiwick/backstage-plugin-infra-common';

/** What a cost or a name is computed from. */
export interface ResourceWish {
  name: string;
  unit: { id: string; slug: string; name: string };
  site?: string;
  variables: Variables;
}

/** A resource type that a plugin or module brings along in code. */
export interface BuiltInResourceType extends Omit<
  ResourceType,
  | 'builtIn'
  | 'origin'
  | 'versions'
  | 'updatedAt'
  | 'revision'
  | 'cost'
  | 'naming'
  | 'problems'
  | 'usesIntegrations'
  | 'readsModules'
  | 'actions'
  | 'views'
> {
  /** The only version, its variables as JSON Schema of type object. */
  version: string;
  schema: Record<string, unknown>;
  /** Settings for the provisioner, checked against its schema at start. */
  provisionerSettings?: unknown;
  /** What one resource takes from the quota. */
  cost(wish: ResourceWish): Amounts;
  /** Name in the outside system. Unique among live resources of the type, so a clash is refused. */
  externalName?(wish: ResourceWish): string;
  /** The tier of servers that the field must have at the site, if it matters. */
  requiredTier?(wish: ResourceWish): 'regular' | 'high_performance' | undefined;
}
