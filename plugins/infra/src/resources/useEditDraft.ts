import type {
  PatchResource,
  Resource,
  ResourceType,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { useMemo, useState } from 'react';
import { compareSettings } from '../approvals/SettingsDiff';
import {
  formSchemaOf,
  isComplete,
  requestableVersions,
  type TypeVersion,
  withDefaults,
} from '../request/variableSchema';

/** The version that the resource has, and those it could be moved to. */
function versionsFor(resource: Resource, type: ResourceType): TypeVersion[] {
  const current = type.versions.find(({ version }) => version === resource.version);
  const others = requestableVersions(type).filter(({ version }) => version !== resource.version);
  return current ? [current, ...others] : others;
}

/** What of these variables the version knows and somebody sets. */
function ownOf(variables: Variables, version: TypeVersion): Variables {
  const own = formSchemaOf(version).properties ?? {};
  return Object.fromEntries(Object.entries(variables).filter(([name]) => name in own));
}

/** What of the variables was changed; null for what is not there any more. */
export function changedVariables(before: Variables, after: Variables): Variables {
  return Object.fromEntries(
    compareSettings(before, after)
      .filter(({ difference }) => difference !== 'same')
      .map(({ name }) => [name, after[name] ?? null]),
  );
}

const hasSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every(one => b.includes(one));

/** What a resource would become, and the proposal that follows once something differs. */
export function useEditDraft(resource: Resource, type: ResourceType) {
  const versions = useMemo(() => versionsFor(resource, type), [resource, type]);
  const [versionName, setVersionName] = useState(resource.version);
  const version = versions.find(one => one.version === versionName) ?? versions[0];
  const schema = useMemo(() => (version ? formSchemaOf(version) : {}), [version]);
  const current = versions.find(one => one.version === resource.version);
  const before = useMemo(
    () => (current ? ownOf(resource.variables, current) : resource.variables),
    [resource, current],
  );
  const [variables, setVariables] = useState<Variables>(before);
  const integrationsBefore = useMemo(() => resource.integrations ?? [], [resource]);
  const [integrations, setIntegrations] = useState<readonly string[]>(integrationsBefore);
  const [comment, setComment] = useState('');

  const changed = changedVariables(before, variables);
  const movesTo = version && version.version !== resource.version ? version.version : undefined;
  const changesIntegrations = !hasSame(integrationsBefore, integrations);
  const hasChanges =
    movesTo !== undefined || Object.keys(changed).length > 0 || changesIntegrations;
  const patch: PatchResource = {
    ...(Object.keys(changed).length > 0 ? { variables: changed } : {}),
    ...(movesTo === undefined ? {} : { version: movesTo }),
    ...(changesIntegrations ? { integrations: [...integrations] } : {}),
    ...(comment.trim() ? { comment: comment.trim() } : {}),
  };
  return {
    versions,
    version,
    schema,
    before,
    variables,
    integrationsBefore,
    integrations,
    comment,
    patch,
    movesTo,
    hasChanges,
    isValid:
      isComplete(schema, variables) && (!type.readsModules || variables.commit !== undefined),
    setVariables,
    setIntegrations,
    setComment,
    setVersion: (next: string) => {
      const chosen = versions.find(one => one.version === next);
      if (!chosen) return;
      setVersionName(next);
      setVariables(withDefaults(formSchemaOf(chosen), ownOf(variables, chosen)));
    },
  };
}

export type EditDraft = ReturnType<typeof useEditDraft>;
