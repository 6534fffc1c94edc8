import { createRouteRef, createSubRouteRef } from '@backstage/core-plugin-api';

/** The page of Bailiwick. Everything below is a sub route, so both frontend systems resolve the same paths. */
export const rootRouteRef = createRouteRef({ id: 'infra' });

const below = <Path extends string>(name: string, path: Path) =>
  createSubRouteRef({ id: `infra.${name}`, parent: rootRouteRef, path });

export const overviewRouteRef = below('overview', '/overview');
export const resourcesRouteRef = below('resources', '/resources');
export const resourceRouteRef = below('resource', '/resources/:id');
export const editResourceRouteRef = below('resource.edit', '/resources/:id/edit');
export const approvalsRouteRef = below('approvals', '/approvals');
export const approvalRouteRef = below('approval', '/approvals/:id');
export const typesRouteRef = below('types', '/types');
export const typeRouteRef = below('type', '/types/:name');
/** Names of types begin with a letter, so none is hidden by it. */
export const importTypeRouteRef = below('types.import', '/types/-/import');
export const integrationsRouteRef = below('integrations', '/integrations');
export const workspacesRouteRef = below('workspaces', '/workspaces');
export const workspaceRouteRef = below('workspace', '/workspaces/:id');
export const cloudsRouteRef = below('clouds', '/clouds');
export const cloudRouteRef = below('cloud', '/clouds/:id');
/** Ids of clouds begin with a letter or a digit, so none is hidden by it. */
export const cloudCodeRouteRef = below('clouds.code', '/clouds/-/code');
export const cloudSignInRouteRef = below('cloud.sign-in', '/clouds/:id/sign-in/:method');
export const auditRouteRef = below('audit', '/audit');
export const requestRouteRef = below('request', '/request');
export const allocationsRouteRef = below('allocations', '/allocations');
export const workflowsRouteRef = below('workflows', '/workflows');
export const workflowRouteRef = below('workflow', '/workflows/:id');
export const batchesRouteRef = below('batches', '/batches');
export const batchRouteRef = below('batch', '/batches/:id');
export const schedulesRouteRef = below('schedules', '/schedules');
export const blueprintsRouteRef = below('blueprints', '/blueprints');
export const blueprintRouteRef = below('blueprint', '/blueprints/:name');
/** Names of blueprints begin with a letter or a digit, so none is hidden by it. */
export const newBlueprintRouteRef = below('blueprints.new', '/blueprints/-/new');
export const editBlueprintRouteRef = below('blueprint.edit', '/blueprints/:name/edit');
export const requestBlueprintRouteRef = below('blueprint.request', '/blueprints/:name/request');
export const inventoryRouteRef = below('inventory', '/inventory');
export const organisationRouteRef = below('organisation', '/organisation');

/** Every page that can be linked to, for both frontend systems. */
export const infraRoutes = {
  root: rootRouteRef,
  overview: overviewRouteRef,
  resources: resourcesRouteRef,
  resource: resourceRouteRef,
  editResource: editResourceRouteRef,
  request: requestRouteRef,
  approvals: approvalsRouteRef,
  approval: approvalRouteRef,
  allocations: allocationsRouteRef,
  inventory: inventoryRouteRef,
  organisation: organisationRouteRef,
  types: typesRouteRef,
  type: typeRouteRef,
  importType: importTypeRouteRef,
  integrations: integrationsRouteRef,
  workspaces: workspacesRouteRef,
  workspace: workspaceRouteRef,
  clouds: cloudsRouteRef,
  cloud: cloudRouteRef,
  cloudCode: cloudCodeRouteRef,
  cloudSignIn: cloudSignInRouteRef,
  audit: auditRouteRef,
  workflows: workflowsRouteRef,
  workflow: workflowRouteRef,
  batches: batchesRouteRef,
  batch: batchRouteRef,
  schedules: schedulesRouteRef,
  blueprints: blueprintsRouteRef,
  blueprint: blueprintRouteRef,
  newBlueprint: newBlueprintRouteRef,
  editBlueprint: editBlueprintRouteRef,
  requestBlueprint: requestBlueprintRouteRef,
};
