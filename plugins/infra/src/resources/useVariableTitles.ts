import type { RJSFSchema } from '@rjsf/utils';
import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import { useResourceTypes } from './queries';

/** What the type calls its variables; their plain names where it does not say. */
export function useVariableTitles({
  type,
  version,
}: Pick<Resource, 'type' | 'version'>): (name: string) => string {
  const types = useResourceTypes().data ?? [];
  const schema = types
    .find(({ name }) => name === type)
    ?.versions.find(one => one.version === version)?.schema as RJSFSchema | undefined;
  return name => {
    const property = schema?.properties?.[name];
    return (typeof property === 'object' && property.title) || name;
  };
}
