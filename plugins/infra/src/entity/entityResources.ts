import {
  type Entity,
  RELATION_DEPENDS_ON,
  RELATION_HAS_PART,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  ANNOTATION_RESOURCE_ID,
  ANNOTATION_UNIT_ID,
} from '@bailiwick/backstage-plugin-infra-common';
import { useQuery } from '@tanstack/react-query';

const KINDS = ['component', 'system', 'resource'];
const RELATIONS = [RELATION_DEPENDS_ON, RELATION_HAS_PART];

/** Of an entity of which only some fields were asked for, there may be as little as nothing. */
type Annotated = { metadata?: Pick<Entity['metadata'], 'annotations'> };

const annotated = ({ metadata }: Annotated): string[] =>
  (metadata?.annotations?.[ANNOTATION_RESOURCE_ID] ?? '')
    .split(',')
    .map(id => id.trim())
    .filter(Boolean);

const relatedRefs = (entity: Entity): string[] =>
  (entity.relations ?? [])
    .filter(({ type, targetRef }) => RELATIONS.includes(type) && targetRef.startsWith('resource:'))
    .map(({ targetRef }) => targetRef);

/** The unit that a Group stands for. */
export const unitIdOf = (entity: Entity): string | undefined =>
  entity.metadata.annotations?.[ANNOTATION_UNIT_ID];

export const isUnit = (entity: Entity): boolean => unitIdOf(entity) !== undefined;

/** True for an entity that is a resource of ours, or that names one. */
export const namesResource = (entity: Entity): boolean => annotated(entity).length > 0;

/** True for an entity that may have resources: it names some, or depends on entities that may be some. */
export const mayHaveResources = (entity: Entity): boolean =>
  KINDS.includes(entity.kind.toLowerCase()) &&
  (namesResource(entity) || relatedRefs(entity).length > 0);

/** Ids of the resources that an entity names itself, and of those among the entities it depends on or consists of. */
export function useResourceIds(entity: Entity) {
  const catalog = useApi(catalogApiRef);
  const own = annotated(entity);
  // An entity that is a resource shows itself, not what it builds on.
  const refs = entity.kind.toLowerCase() === 'resource' ? [] : relatedRefs(entity);
  return useQuery({
    queryKey: ['infra', 'entity-resources', stringifyEntityRef(entity), ...own, ...refs],
    queryFn: async () => {
      if (refs.length === 0) return own;
      const { items } = await catalog.getEntitiesByRefs({
        entityRefs: refs,
        fields: ['kind', 'metadata.annotations'],
      });
      return [...new Set([...own, ...items.flatMap(item => (item ? annotated(item) : []))])];
    },
  });
}
