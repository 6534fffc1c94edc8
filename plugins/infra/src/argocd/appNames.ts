import type { Entity } from '@backstage/catalog-model';
import { ANNOTATION_ARGOCD_APP } from '@bailiwick/backstage-plugin-infra-common';

/** Names of the Argo CD applications that an entity is annotated with. */
export const argoCdAppNames = (entity: Entity): string[] =>
  (entity.metadata.annotations?.[ANNOTATION_ARGOCD_APP] ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(Boolean);

export const hasArgoCdApp = (entity: Entity): boolean => argoCdAppNames(entity).length > 0;
