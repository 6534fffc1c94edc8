import {
  type CreateResource,
  type ResourceType,
  resourceNameSchema,
  type Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { useMemo, useState } from 'react';
import { formSchemaOf, isComplete, requestableVersions, withDefaults } from './variableSchema';

/** What was filled in so far, and the request that follows once it is enough. */
export function useRequestDraft(type: ResourceType) {
  const versions = useMemo(() => requestableVersions(type), [type]);
  const [versionName, setVersionName] = useState(versions[0]?.version);
  const version = versions.find(one => one.version === versionName) ?? versions[0];
  const schema = useMemo(() => (version ? formSchemaOf(version) : {}), [version]);

  const [name, setName] = useState('');
  const [unitId, setUnitId] = useState<string>();
  const [site, setSite] = useState<string>();
  const [variables, setVariables] = useState<Variables>(() => withDefaults(schema));

  /** Ids. */
  const [integrations, setIntegrations] = useState<readonly string[]>([]);

  /** Id. */
  const [workspaceId, setWorkspaceId] = useState<string>();

  /** By their types. */
  const [parents, setParents] = useState<Readonly<Record<string, string>>>({});

  const parsedName = resourceNameSchema.safeParse(name);
  const nameProblem =
    name === '' || parsedName.success ? undefined : parsedName.error.issues[0].message;
  const isEnough =
    parsedName.success &&
    unitId !== undefined &&
    (site !== undefined || !type.siteRequired) &&
    type.parents.every(parent => parents[parent] !== undefined) &&
    // Nobody is asked about an address that is still being typed.
    (!type.readsModules || variables.commit !== undefined) &&
    isComplete(schema, variables);

  const request: CreateResource | undefined = isEnough
    ? {
        ...{ type: type.name, version: version?.version, name, unitId, site, variables },
        ...(type.parents.length > 0
          ? { parents: type.parents.map(parent => parents[parent]) }
          : {}),
        ...(integrations.length > 0 ? { integrations: [...integrations] } : {}),
        ...(workspaceId === undefined ? {} : { workspaceId }),
      }
    : undefined;

  return {
    versions,
    version,
    schema,
    name,
    nameProblem,
    unitId,
    site,
    variables,
    parents,
    integrations,
    workspaceId,
    request,
    setName,
    setUnitId: (next: string | undefined) => {
      setUnitId(next);
      // What one team may use another may not.
      if (next !== unitId) {
        setIntegrations([]);
        setWorkspaceId(undefined);
      }
    },
    setWorkspaceId,
    setIntegrations,
    setSite,
    setVariables,
    setParent: (parentType: string, id: string | undefined) =>
      setParents(({ [parentType]: _, ...others }) =>
        id === undefined ? others : { ...others, [parentType]: id },
      ),
    setVersion: (next: string) => {
      setVersionName(next);
      const chosen = versions.find(one => one.version === next);
      if (chosen) setVariables(withDefaults(formSchemaOf(chosen), variables));
    },
  };
}

export type RequestDraft = ReturnType<typeof useRequestDraft>;
