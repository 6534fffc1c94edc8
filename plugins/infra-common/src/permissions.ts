import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of permissions about one resource; conditional policies use the rules registered for it. */
export const RESOURCE_TYPE_INFRA_RESOURCE = 'infra-resource';
/** Resource type of permissions about one unit. */
export const RESOURCE_TYPE_INFRA_UNIT = 'infra-unit';

export const unitReadPermission = createPermission({
  name: 'infra.unit.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_INFRA_UNIT,
});
export const unitManagePermission = createPermission({
  name: 'infra.unit.manage',
  attributes: { action: 'update' },
});
export const quotaGrantPermission = createPermission({
  name: 'infra.quota.grant',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_INFRA_UNIT,
});
export const roleBindingManagePermission = createPermission({
  name: 'infra.role-binding.manage',
  attributes: { action: 'update' },
});
export const directoryReadPermission = createPermission({
  name: 'infra.directory.read',
  attributes: { action: 'read' },
});
export const inventoryReadPermission = createPermission({
  name: 'infra.inventory.read',
  attributes: { action: 'read' },
});
export const inventoryManagePermission = createPermission({
  name: 'infra.inventory.manage',
  attributes: { action: 'update' },
});
export const resourceReadPermission = createPermission({
  name: 'infra.resource.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_INFRA_RESOURCE,
});
export const resourceRequestPermission = createPermission({
  name: 'infra.resource.request',
  attributes: { action: 'create' },
});
export const resourceActPermission = createPermission({
  name: 'infra.resource.act',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_INFRA_RESOURCE,
});
export const resourceApprovePermission = createPermission({
  name: 'infra.resource.approve',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_INFRA_RESOURCE,
});
export const resourceTypeReadPermission = createPermission({
  name: 'infra.resource-type.read',
  attributes: { action: 'read' },
});
export const resourceTypeManagePermission = createPermission({
  name: 'infra.resource-type.manage',
  attributes: { action: 'update' },
});
export const argoCdReadPermission = createPermission({
  name: 'infra.argocd.read',
  attributes: { action: 'read' },
});
export const argoCdSyncPermission = createPermission({
  name: 'infra.argocd.sync',
  attributes: { action: 'update' },
});
export const argoCdRollbackPermission = createPermission({
  name: 'infra.argocd.rollback',
  attributes: { action: 'update' },
});
export const integrationReadPermission = createPermission({
  name: 'infra.integration.read',
  attributes: { action: 'read' },
});
export const integrationManagePermission = createPermission({
  name: 'infra.integration.manage',
  attributes: { action: 'update' },
});
export const integrationUsePermission = createPermission({
  name: 'infra.integration.use',
  attributes: { action: 'read' },
});
export const secretReadPermission = createPermission({
  name: 'infra.secret.read',
  attributes: { action: 'read' },
});
export const secretManagePermission = createPermission({
  name: 'infra.secret.manage',
  attributes: { action: 'update' },
});
export const scheduleManagePermission = createPermission({
  name: 'infra.schedule.manage',
  attributes: { action: 'update' },
});
export const auditReadPermission = createPermission({
  name: 'infra.audit.read',
  attributes: { action: 'read' },
});
export const blueprintManagePermission = createPermission({
  name: 'infra.blueprint.manage',
  attributes: { action: 'update' },
});

export const workspaceReadPermission = createPermission({
  name: 'infra.workspace.read',
  attributes: { action: 'read' },
});
export const workspaceManagePermission = createPermission({
  name: 'infra.workspace.manage',
  attributes: { action: 'update' },
});

/** Every permission of Bailiwick. Roles are enforced besides: a policy can only narrow what a role allows. */
export const infraPermissions = [
  unitReadPermission,
  unitManagePermission,
  quotaGrantPermission,
  roleBindingManagePermission,
  directoryReadPermission,
  inventoryReadPermission,
  inventoryManagePermission,
  resourceReadPermission,
  resourceRequestPermission,
  resourceActPermission,
  resourceApprovePermission,
  resourceTypeReadPermission,
  resourceTypeManagePermission,
  argoCdReadPermission,
  argoCdSyncPermission,
  argoCdRollbackPermission,
  integrationReadPermission,
  integrationManagePermission,
  integrationUsePermission,
  secretReadPermission,
  secretManagePermission,
  blueprintManagePermission,
  scheduleManagePermission,
  auditReadPermission,
  workspaceReadPermission,
  workspaceManagePermission,
];

/** Why somebody whose role would allow something may not do it. */
export const notPermitted = ({ name }: { name: string }): string =>
  `The permission policy of this Backstage, or what your token is limited to, does not allow you ${name}`;
