import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
  parseEntityRef,
} from '@backstage/catalog-model';
import {
  ANNOTATION_ARGOCD_APP,
  ANNOTATION_RESOURCE_ID,
  formatPosition,
  type Resource,
  type ResourceState,
} from '@bailiwick/backstage-plugin-infra-common';

const LIFECYCLES: Record<ResourceState, string> = {
  provision: 'provisioning',
  provisioned: 'production',
  destroy: 'deprecated',
  destroyed: 'deprecated',
};

const outputText = (resource: Resource, name: string): string | undefined => {
  const value = resource.outputs[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The Resource entity of a resource; `refs` gives the entity of each parent. */
export function resourceEntity(
  resource: Resource,
  refs: { ownerRef: string; parentRefs: readonly string[] },
): Entity {
  const { name, namespace } = parseEntityRef(resource.entityRef);
  const location = `infra:resources/${resource.id}`;
  const application = outputText(resource, 'argocdApplication');
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      namespace,
      title: resource.name,
      description: `${resource.type} of ${resource.unitName}${resource.site ? ` at ${resource.site}` : ''}`,
      tags: [resource.type, ...(resource.site ? [resource.site.toLowerCase()] : [])],
      links: resource.links,
      labels: resource.labels,
      annotations: {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        [ANNOTATION_RESOURCE_ID]: resource.id,
        'bailiwick.io/position': formatPosition(resource),
        ...(application ? { [ANNOTATION_ARGOCD_APP]: application } : {}),
      },
    },
    spec: {
      type: resource.type,
      owner: refs.ownerRef,
      lifecycle: LIFECYCLES[resource.state],
      dependsOn: [...refs.parentRefs].sort(),
    },
  };
}
