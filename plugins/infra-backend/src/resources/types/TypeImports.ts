import {
  type ImportedType,
  type ImportType,
  type ResourceTypeDefinition,
  resourceTypeDefinitionSchema,
  typeVersionDefinitionSchema,
} from '@bailiwick/backstage-plugin-infra-common';
import { type InspectedModule, validationError } from '@bailiwick/backstage-plugin-infra-node';
import equal from 'fast-deep-equal';
import type { Knex } from 'knex';
import semver from 'semver';
import type { ProvisionerRegistry } from '../../runs/ProvisionerRegistry';
import { checkDefinition } from './checkDefinition';
import { carryOver, type Carried } from './carryOver';
import { readingModule } from './moduleReading';
import { override, type TypeHead } from './TypeEntry';
import type { TypeService } from './TypeService';
import type { StoredType, TypeStore } from './TypeStore';
import type { VariableSchema } from './variableSchema';

export interface TypeImportServices {
  knex: Knex;
  store: TypeStore;
  types: TypeService;
  provisioners: ProvisionerRegistry;
}

type Version = ResourceTypeDefinition['versions'][number];

/** Proposes resource types from modules that a provisioner reads. Nothing is stored. */
export class TypeImports {
  constructor(private readonly services: TypeImportServices) {}

  /**
   * A new type, or where the name is that of a stored one a new version of it, which keeps what administrators made of the type.
   *
   * @throws InfraError VALIDATION_ERROR, UPSTREAM_FAILED
   */
  async propose(wish: ImportType, signal: AbortSignal): Promise<ImportedType> {
    const module = await this.#inspect(wish, signal);
    const { knex, store, types, provisioners } = this.services;
    const name = wish.name ?? slugOf(module.name ?? wish.provisioner);
    const existing = await store.find(knex, name);
    const { proposal, notes } =
      existing?.definition && existing.origin !== 'built-in'
        ? proposeVersion(wish, module, existing)
        : proposeType(wish, module, name);
    const problems = checkDefinition(proposal, await types.nodes(knex), provisioners);
    return {
      proposal,
      notes: [
        ...module.notes,
        ...notes,
        ...problems.map(({ pointer, message }) => `To be mended: ${pointer} ${message}`),
      ],
    };
  }

  async #inspect(wish: ImportType, signal: AbortSignal): Promise<InspectedModule> {
    const provisioner = this.services.provisioners.find(wish.provisioner);
    const refuse = (message: string) => validationError([{ pointer: '/provisioner', message }]);
    if (!provisioner) {
      const able = this.services.provisioners.ids.filter(
        id => this.services.provisioners.get(id).inspect,
      );
      throw refuse(`is not installed; modules are read by ${able.join(', ') || 'none'}`);
    }
    const inspect = provisioner.inspect?.bind(provisioner);
    if (!inspect) throw refuse('cannot read modules');
    return readingModule(within => inspect(wish.source, within), signal);
  }
}

const versionOf = ({ schema, settings, outputs }: InspectedModule, version: string): Version =>
  typeVersionDefinitionSchema.parse({
    ...{ version, schema, settings },
    outputs: outputs.map(({ description, ...output }) => ({
      ...output,
      ...(description ? { description: description.slice(0, 2000) } : {}),
    })),
  });

function proposeType(wish: ImportType, module: InspectedModule, name: string): ImportedType {
  const proposal = resourceTypeDefinitionSchema.parse({
    name,
    title: titleOf(module.name ?? name),
    ...(module.documentation ? { documentation: module.documentation.slice(0, 100_000) } : {}),
    provisioner: wish.provisioner,
    versions: [versionOf(module, wish.version ?? refOf(wish) ?? '1.0.0')],
  });
  return { proposal, notes: ['What one resource takes from the quota is not known: set cost'] };
}

function proposeVersion(
  wish: ImportType,
  module: InspectedModule,
  { name, definition, overrides, versions }: StoredType,
): ImportedType {
  const head = override(definition as TypeHead, overrides);
  const newest = versions.at(-1);
  const taken = versions.map(({ version }) => version);
  const asked = [wish.version, refOf(wish)].find(one => one && !taken.includes(one));
  const carried: Carried = newest
    ? carryOver(newest.schema as VariableSchema, module.schema as VariableSchema)
    : { schema: module.schema as VariableSchema, notes: [] };
  const version = versionOf(
    { ...module, schema: carried.schema as Version['schema'] },
    asked ?? nextVersion(taken),
  );
  const notes = [...carried.notes];
  if (wish.version && wish.version !== version.version) {
    notes.push(`There is a version ${wish.version} already: this one is ${version.version}`);
  }
  if (newest && equal(newest.schema, version.schema) && equal(newest.settings, version.settings)) {
    notes.push(`Nothing has changed since version ${newest.version}`);
  }
  const proposal = resourceTypeDefinitionSchema.parse(
    JSON.parse(
      JSON.stringify({ ...head, name, provisioner: wish.provisioner, versions: [version] }),
    ),
  );
  return { proposal, notes };
}

/** The tag or branch that the source names, where it can be the name of a version. */
function refOf({ source }: ImportType): string | undefined {
  const ref = source.ref ?? source.tag ?? source.version;
  return typeof ref === 'string' && /^[0-9A-Za-z][-._+0-9A-Za-z]{0,62}$/.test(ref)
    ? ref
    : undefined;
}

/** 1.3.0 after 1.2.4; 1.0.0 where no version is a number. */
function nextVersion(taken: readonly string[]): string {
  const [highest] = taken
    .flatMap(version => semver.coerce(version) ?? [])
    .sort((a, b) => semver.rcompare(a, b));
  let next = highest ? (semver.inc(highest, 'minor') ?? '1.0.0') : '1.0.0';
  while (taken.includes(next)) next = semver.inc(next, 'minor') ?? `${next}.1`;
  return next;
}

function slugOf(text: string): string {
  const slug = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 63)
    .replace(/-+$/, '');
  return slug || 'module';
}

function titleOf(text: string): string {
  const words = text.replace(/[-_]+/g, ' ').trim().slice(0, 100);
  return words ? words[0].toUpperCase() + words.slice(1) : 'Module';
}
