/** Plugin id of the backend and of the screens. */
export const PLUGIN_ID = 'infra';

/** Annotation on catalog entities: the id of the resource or unit that the entity shows. */
export const ANNOTATION_RESOURCE_ID = 'bailiwick.io/resource-id';
export const ANNOTATION_UNIT_ID = 'bailiwick.io/unit-id';

/** The ecosystem's own annotation for an Argo CD application; several are separated by commas. */
export const ANNOTATION_ARGOCD_APP = 'argocd/app-name';

/** Outputs of a resource that tell which Argo CD application, of which instance, brings it about. */
export const OUTPUT_ARGOCD_APPLICATION = 'argocdApplication';
export const OUTPUT_ARGOCD_INSTANCE = 'argocdInstance';

/** Namespace of the catalog entities that Bailiwick provides. */
export const CATALOG_NAMESPACE = 'default';
