import { MissingAnnotationEmptyState, useEntity } from '@backstage/plugin-catalog-react';
import { ANNOTATION_ARGOCD_APP } from '@bailiwick/backstage-plugin-infra-common';
import { ApplicationsView } from '../argocd/ApplicationsView';
import { argoCdAppNames } from '../argocd/appNames';

/** The Argo CD applications of an entity. */
export function DeploymentTab() {
  const { entity } = useEntity();
  const names = argoCdAppNames(entity);
  if (names.length === 0) return <MissingAnnotationEmptyState annotation={ANNOTATION_ARGOCD_APP} />;
  return <ApplicationsView names={names} />;
}
