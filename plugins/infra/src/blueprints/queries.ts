import type {
  Blueprint,
  BlueprintCheck,
  CreateBlueprint,
  ResourceType,
} from '@bailiwick/backstage-plugin-infra-common';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { etagOf, queryKeys, useInfraApi, useInfraMutation, usePagedQuery } from '../api';
import { useResourceTypes } from '../resources/queries';
import { isAdmin, useMe } from '../session';
import { useDebounced } from '../shared';
import { useText } from '../translations';

export function useBlueprints() {
  const api = useInfraApi();
  return usePagedQuery<Blueprint>({
    queryKey: [...queryKeys.blueprints, 'list'],
    fetchPage: ({ cursor, signal }) => api.listBlueprints({ query: { cursor }, signal }),
  });
}

export function useBlueprint(name: string) {
  const api = useInfraApi();
  return useQuery({
    queryKey: [...queryKeys.blueprints, 'one', name],
    queryFn: ({ signal }) => api.getBlueprint({ params: { name }, signal }),
  });
}

const PAUSE_MS = 400;

/** What the backend has to say about a draft; asked again whenever it pauses to change. */
export function useBlueprintCheck(draft: CreateBlueprint) {
  const api = useInfraApi();
  const now = JSON.stringify(draft);
  const text = useDebounced(now, PAUSE_MS);
  const query = useQuery<BlueprintCheck>({
    queryKey: [...queryKeys.blueprints, 'check', text],
    queryFn: ({ signal }) => api.checkBlueprint({ body: JSON.parse(text), signal }),
    placeholderData: keepPreviousData,
  });
  return { ...query, isBehind: now !== text || query.isPlaceholderData || query.isLoading };
}

export function useSaveBlueprint(onSaved: (blueprint: Blueprint) => void) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ draft, revision, idempotencyKey }: SaveInput) => {
      const { name, ...parts } = draft;
      return revision === undefined
        ? api.createBlueprint({ body: draft, idempotencyKey })
        : api.updateBlueprint({
            params: { name },
            body: { ...parts, description: parts.description ?? null },
            ifMatch: etagOf(revision),
          });
    },
    changes: () => [{ subject: 'blueprint' }],
    onSuccess: onSaved,
  });
}

interface SaveInput {
  draft: CreateBlueprint;
  /** The one that was opened; undefined of a new blueprint. */
  revision?: number;
  idempotencyKey: string;
}

/** Reads a blueprint as it is now. */
export function useReadBlueprint() {
  const api = useInfraApi();
  return ({ name }: Blueprint) => api.getBlueprint({ params: { name } });
}

export function useDeleteBlueprint(onDeleted: () => void) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ name, revision }: Blueprint) =>
      api.deleteBlueprint({ params: { name }, ifMatch: etagOf(revision) }),
    changes: () => [{ subject: 'blueprint' }],
    onSuccess: onDeleted,
  });
}

/** Resource types by their names. */
export type TypesByName = ReadonlyMap<string, ResourceType>;

export function useTypesByName(): TypesByName {
  const types = useResourceTypes().data;
  return useMemo(() => new Map(types?.map(type => [type.name, type])), [types]);
}

/** Why the one who looks cannot change blueprints; undefined where they can. */
export function useBlueprintRefusal(): string | undefined {
  const t = useText();
  const me = useMe().data;
  return me && isAdmin(me) ? undefined : t('blueprints.onlyAdmins');
}
