import type {
  ResourceType,
  ResourceTypeHead,
  TypeVersion,
  VersionLifecycle,
} from '@bailiwick/backstage-plugin-infra-common';
import type { BuiltInResourceType } from '@bailiwick/backstage-plugin-infra-node';
import semver from 'semver';
import type { ProvisionerRegistry } from '../../runs/ProvisionerRegistry';
import { type KnownType, prepareBuiltIn, prepareVersion, type TypeOrigin } from './KnownType';
import { showOffers } from '../offers';
import { readsModules } from './RequestModules';
import type { StoredType, TypeOverrides } from './TypeStore';

/** A resource type with its versions, as one process knows it. */
export interface TypeEntry {
  name: string;
  origin: TypeOrigin;
  /** With what administrators changed of it. */
  head: TypeHead;
  enabled: boolean;
  /** Why it, or a version of it, cannot be used, or why the newest text of its file is not in force. */
  problems: string[];
  /** 0 for a type of code that nobody changed. */
  revision: number;
  updatedAt?: Date;
  /** What can be requested and run, by version. */
  known: ReadonlyMap<string, KnownType>;
  versions: TypeVersion[];
  /** Of which a new resource is made, unless it asks for another version. */
  newest?: KnownType;
}

/** Everything of a type that code and stored types have in common. */
export type TypeHead = Omit<
  ResourceType,
  | 'name'
  | 'builtIn'
  | 'origin'
  | 'versions'
  | 'revision'
  | 'updatedAt'
  | 'problems'
  | 'usesIntegrations'
  | 'readsModules'
  | 'actions'
  | 'views'
>;

/** Which versions a new resource gets, the best first. The last two only tell what runs an existing one. */
const PREFERENCE: readonly VersionLifecycle[] = ['active', 'deprecated', 'preview', 'archived'];

const natural = new Intl.Collator('en', { numeric: true });

/** `1.2.3-rc1` as it is, and `v2` or `1.10` filled up; undefined for a date or a word. */
const toSemver = (text: string) =>
  semver.parse(text, { loose: true }) ??
  (/^v?\d+(\.\d+)?$/.test(text) ? semver.coerce(text) : undefined);

/** By number where both are versions, so that 1.10.0 comes after 1.9.0 and after 1.10.0-rc1. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [toSemver(a), toSemver(b)];
  return (left && right && semver.compare(left, right)) || natural.compare(a, b);
}

function newestOf(known: ReadonlyMap<string, KnownType>): KnownType | undefined {
  return [...known.values()].sort(
    (a, b) =>
      PREFERENCE.indexOf(a.lifecycle) - PREFERENCE.indexOf(b.lifecycle) ||
      compareVersions(b.definition.version, a.definition.version),
  )[0];
}

type Overridable = Pick<TypeHead, 'title' | 'labels' | 'enabled' | 'documentation' | 'approval'>;

/** A head with what administrators changed of it. */
export function override<T extends Overridable>(
  head: T,
  { approval, documentation, ...changes }: TypeOverrides,
): T {
  return {
    ...head,
    ...changes,
    ...(approval === undefined ? {} : { approval: approval ?? undefined }),
    ...(documentation === undefined ? {} : { documentation: documentation ?? undefined }),
  };
}

/** A type that a plugin or module brought along, and what was changed of it. */
export function builtInEntry(
  definition: BuiltInResourceType,
  stored: StoredType | undefined,
  provisioners: ProvisionerRegistry,
): TypeEntry {
  const changed = stored ? override(definition, stored.overrides) : definition;
  const revision = stored?.revision ?? 0;
  const {
    name,
    version,
    schema,
    provisionerSettings: _settings,
    cost: _cost,
    externalName: _externalName,
    requiredTier: _requiredTier,
    ...head
  } = changed;
  const known = prepareBuiltIn(changed, revision, provisioners);
  return {
    ...{ name, origin: 'built-in', head, problems: [], revision, newest: known },
    enabled: changed.enabled ?? true,
    ...(stored ? { updatedAt: stored.updatedAt } : {}),
    known: new Map([[version, known]]),
    versions: [
      {
        version,
        lifecycle: 'active',
        schema: schema as TypeVersion['schema'],
        source: { builtIn: true },
      },
    ],
  };
}

/** A type of a file or of the API. What of it cannot be used, because a provisioner is gone for instance, is a problem of it. */
export function storedEntry(stored: StoredType, provisioners: ProvisionerRegistry): TypeEntry {
  const { name, origin, definition, revision, updatedAt, vanished } = stored;
  if (!definition) throw new Error(`The resource type ${name} has no definition`);
  const head: ResourceTypeHead = override(definition, stored.overrides);
  const problems = [...stored.problems];
  if (vanished) problems.push('It is no longer in its file, and stays for the resources it has');
  const known = new Map<string, KnownType>();
  for (const version of stored.versions) {
    try {
      known.set(version.version, prepareVersion(name, head, version, revision, provisioners));
    } catch (error) {
      problems.push(`Version ${version.version} cannot be used: ${(error as Error).message}`);
    }
  }
  return {
    ...{ name, origin, head, problems, revision, updatedAt, known },
    enabled: head.enabled && !vanished,
    newest: newestOf(known),
    versions: stored.versions.map(({ settings, ...version }) => ({ ...version, source: settings })),
  };
}

/** What the REST API shows of a type; without counts, how many resources there are is left out. */
export const toResourceType = (
  { name, origin, head, enabled, problems, revision, updatedAt, versions, newest }: TypeEntry,
  live?: ReadonlyMap<string, number>,
): ResourceType => ({
  ...head,
  ...{ name, origin, enabled, revision },
  builtIn: origin === 'built-in',
  ...(newest ? showOffers(newest) : {}),
  usesIntegrations: newest !== undefined && newest.provisioner.usesIntegrations !== false,
  ...(newest && readsModules(newest) ? { readsModules: true } : {}),
  ...(problems.length > 0 ? { problems } : {}),
  ...(updatedAt ? { updatedAt: updatedAt.toISOString() } : {}),
  versions: versions.map(version => ({
    ...version,
    ...(live ? { resources: live.get(version.version) ?? 0 } : {}),
  })),
});
