import {
  type Page,
  type ResourceType,
  type resourceTypeQuerySchema,
  type ValidationProblem,
  type Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  type BuiltInResourceType,
  notFound,
  type Provisioner,
} from '@bailiwick/backstage-plugin-infra-node';
import { z } from 'zod';
import { cursorCodec, pageOf } from '../../lib/paging';
import type { ProvisionerRegistry } from '../../runs/ProvisionerRegistry';
import { VariableRules } from './variables';

/** A resource type that can be requested. */
export interface KnownType {
  definition: BuiltInResourceType;
  provisioner: Provisioner;
  /** As the provisioner's settings schema made them. */
  settings: unknown;
  check(given: Variables): { variables: Variables; problems: ValidationProblem[] };
}

const typeCursor = cursorCodec('resource types by name', z.tuple([z.string()]));

const toResourceType = ({
  version,
  schema,
  provisionerSettings: _settings,
  cost: _cost,
  externalName: _externalName,
  requiredTier: _requiredTier,
  ...shown
}: BuiltInResourceType): ResourceType => ({
  ...shown,
  builtIn: true,
  versions: [
    {
      version,
      lifecycle: 'active',
      schema: schema as ResourceType['versions'][number]['schema'],
      source: { builtIn: true },
    },
  ],
});

/** The resource types that the plugin and its modules brought along. */
export class TypeRegistry {
  private readonly types = new Map<string, KnownType>();

  /** @throws Error that names the type and what is wrong with it: nothing else would tell at start. */
  constructor(definitions: readonly BuiltInResourceType[], provisioners: ProvisionerRegistry) {
    for (const definition of definitions) {
      const { name } = definition;
      if (this.types.has(name)) throw new Error(`There are two resource types named ${name}`);
      try {
        this.types.set(name, prepare(definition, provisioners));
      } catch (error) {
        throw new Error(`The resource type ${name} cannot be used: ${(error as Error).message}`);
      }
    }
    for (const { definition } of this.types.values()) {
      const unknown = definition.parents.find(parent => !this.types.has(parent));
      if (unknown) {
        throw new Error(`The resource type ${definition.name} needs an unknown type: ${unknown}`);
      }
    }
  }

  /** A version of a type; without one, that which a new resource gets. */
  find(name: string, version?: string): KnownType | undefined {
    const type = this.types.get(name);
    return version === undefined || type?.definition.version === version ? type : undefined;
  }

  /** @throws InfraError NOT_FOUND */
  get(name: string, version?: string): KnownType {
    const type = this.find(name, version);
    if (!type) throw notFound('resource type', name);
    return type;
  }

  get names(): string[] {
    return [...this.types.keys()].sort();
  }

  /** @throws InfraError NOT_FOUND */
  describe(name: string): ResourceType {
    return toResourceType(this.get(name).definition);
  }

  /** By part of name or title, and by a label as `key` or `key=value`; sorted by name. */
  page({ q, label, limit, cursor }: z.output<typeof resourceTypeQuerySchema>): Page<ResourceType> {
    const part = q?.toLowerCase();
    const [key, value] = label?.split('=', 2) ?? [];
    const after = typeCursor.decode(cursor);
    const found = this.names
      .map(name => this.get(name).definition)
      .filter(({ name }) => !after || name > after[0])
      .filter(({ name, title }) => !part || `${name}\n${title}`.toLowerCase().includes(part))
      .filter(
        ({ labels }) =>
          key === undefined || (key in labels && (value === undefined || labels[key] === value)),
      );
    return pageOf(
      found.slice(0, limit + 1),
      limit,
      typeCursor,
      ({ name }) => [name] as [string],
      toResourceType,
    );
  }
}

function prepare(definition: BuiltInResourceType, provisioners: ProvisionerRegistry): KnownType {
  const provisioner = provisioners.get(definition.provisioner);
  const settings = provisioner.settingsSchema.safeParse(definition.provisionerSettings ?? {});
  if (!settings.success) {
    throw new Error(`its settings for ${provisioner.id} are wrong: ${settings.error.message}`);
  }
  const rules = new VariableRules(definition.schema);
  return {
    definition,
    provisioner,
    settings: settings.data,
    check: given => rules.check(given),
  };
}
