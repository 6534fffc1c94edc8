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
export const auditRouteRef = below('audit', '/audit');
export const requestRouteRef = below('request', '/request');
export const allocationsRouteRef = below('allocations', '/allocations');
export const inventoryRouteRef = below('inventory', '/inventory');
export const organisationRouteRef = below('organisation', '/organisation');
