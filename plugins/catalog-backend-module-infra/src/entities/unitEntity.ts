import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type GroupEntity,
  parseEntityRef,
} from '@backstage/catalog-model';
import { ANNOTATION_UNIT_ID, type Unit } from '@bailiwick/backstage-plugin-infra-common';

/** What the Group of a unit needs besides the unit. */
export interface UnitSurroundings {
  /** The Group of the unit above. */
  parentRef?: string;
  /** Users with a role in this very unit. */
  memberRefs: readonly string[];
}

/** The Group that stands for a unit in the catalog. */
export function unitEntity(unit: Unit, { parentRef, memberRefs }: UnitSurroundings): GroupEntity {
  const { name, namespace } = parseEntityRef(unit.entityRef);
  const location = `infra:units/${unit.id}`;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: {
      name,
      namespace,
      title: unit.name,
      description: unit.path.join(' › '),
      annotations: {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        [ANNOTATION_UNIT_ID]: unit.id,
      },
    },
    spec: {
      type: unit.kind,
      profile: { displayName: unit.name },
      children: [],
      ...(parentRef ? { parent: parentRef } : {}),
      members: [...memberRefs].sort(),
    },
  };
}
