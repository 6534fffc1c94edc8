import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type ApiEntity,
} from '@backstage/catalog-model';
import { CATALOG_NAMESPACE } from '@bailiwick/backstage-plugin-infra-common';

const LOCATION = 'infra:openapi';

/** The API entity of the REST API; `definition` is its OpenAPI document. */
export const apiEntity = (definition: string, ownerRef: string): ApiEntity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'API',
  metadata: {
    name: 'bailiwick-infra',
    namespace: CATALOG_NAMESPACE,
    title: 'Bailiwick REST API',
    description: 'Organisation, quota, inventory, resources and runs, served at /api/infra',
    annotations: { [ANNOTATION_LOCATION]: LOCATION, [ANNOTATION_ORIGIN_LOCATION]: LOCATION },
  },
  spec: { type: 'openapi', lifecycle: 'production', owner: ownerRef, definition },
});
