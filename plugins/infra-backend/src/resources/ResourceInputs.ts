import type { JsonValue } from '@backstage/types';
import { SECRET_MASK, type Variables } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';
import { fingerprint } from '../lib/encryption';
import { replaceReferences } from './secretReferences';
import type { SensitiveOutputs } from './SensitiveOutputs';
import type { ResourceStore } from './ResourceStore';
import type { ResourceRecord } from './types';
import type { KnownType, TypeRegistry } from './types/TypeRegistry';
import type { VariableSchema } from './types/variableSchema';

/** What a run of a resource is made from. */
export interface Inputs {
  type: KnownType;
  version: string;
  /** With what comes from parents filled in; secrets are still named, not resolved. */
  variables: Variables;
  /** Whose credentials the run gets. */
  integrations: string[];
  /** Values among them that are sensitive outputs of parents. */
  hidden: JsonValue[];
  /** Of everything that decides what the run does. */
  digest: string;
}

/** The same value always gives the same text, in whatever order its keys are. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, canonical(item)]),
  );
}

export const digestOf = (value: unknown): string => fingerprint(JSON.stringify(canonical(value)));

/** What may be shown to everybody who may see the resource at all. */
export interface OpenInputs {
  type: KnownType;
  version: string;
  variables: Variables;
  /**
   * Names of the variables that are sensitive, or come from something that is; `<variable>.<entry>` where it is an entry of one that
   * takes secrets.
   */
  withheld: string[];
}

const isWithheldOutput = (value: unknown) => value === SECRET_MASK;

/** Finds out what a run would be made from right now. An approval is bound to the digest of it. */
export class ResourceInputs {
  constructor(
    private readonly parts: {
      store: ResourceStore;
      types: TypeRegistry;
      sensitive: SensitiveOutputs;
    },
  ) {}

  /**
   * @param of - the live values, or what is proposed where something is
   * @throws InfraError NOT_FOUND where the version of the type is gone
   */
  async of(
    record: ResourceRecord,
    of: 'live' | 'proposed',
    knex?: Knex.Transaction,
  ): Promise<Inputs> {
    const { store, types, sensitive } = this.parts;
    const values = (of === 'proposed' && record.pendingChange) || record;
    const type = types.get(record.type, values.version);
    const parents = await Promise.all(
      (await store.parentOutputs(record.id, knex)).map(async parent => ({
        type: parent.type,
        hidden: await sensitive.reveal(parent.id, knex),
        outputs: parent.outputs,
      })),
    );
    const variables = type.resolveFrom(
      values.variables,
      parents.map(parent => ({ ...parent, outputs: { ...parent.outputs, ...parent.hidden } })),
    );
    const hidden = parents.flatMap(parent => Object.values(parent.hidden));
    const { id, name, site, externalName, unit } = record;
    const { integrations } = values;
    const digest = digestOf({
      ...{ id, name, site, externalName, unit: unit.slug, type: record.type },
      ...{ version: values.version, variables, cost: values.cost, integrations },
      settings: type.settings as JsonValue,
    });
    return { type, version: values.version, variables, integrations, hidden, digest };
  }

  /**
   * What a run would be made from, without anything sensitive.
   *
   * @throws InfraError NOT_FOUND where the version of the type is gone
   */
  async open(record: ResourceRecord, of: 'live' | 'proposed'): Promise<OpenInputs> {
    const { store, types } = this.parts;
    const values = (of === 'proposed' && record.pendingChange) || record;
    const type = types.get(record.type, values.version);
    const parents = await store.parentOutputs(record.id);
    const schema = type.definition.schema as VariableSchema;
    const secret: string[] = [];
    const resolved = replaceReferences(
      type.resolveFrom(values.variables, parents),
      schema,
      ({ path }) => void secret.push(path.join('.')),
    );
    const withheld = Object.entries(resolved)
      .filter(([name, value]) => schema.properties?.[name]?.sensitive || isWithheldOutput(value))
      .map(([name]) => name);
    const variables = Object.fromEntries(
      Object.entries(resolved).filter(([name]) => !withheld.includes(name)),
    );
    return { type, version: values.version, variables, withheld: [...secret, ...withheld] };
  }
}
