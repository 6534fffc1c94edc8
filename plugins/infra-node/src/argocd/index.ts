export {
  type Application,
  type ApplicationOperation,
  type ApplicationResource,
  isUnderWay,
  operationOf,
  type OperationResult,
  revisionOf,
} from './application';
export { ArgoCdClient, type SyncRequest } from './ArgoCdClient';
export { ArgoCdInstances } from './ArgoCdInstances';
export { argoCdServiceRef } from './argoCdServiceRef';
export { ArgoCdError, type ArgoCdFailure, isArgoCdError } from './errors';
export { type ArgoCdInstanceSettings, readArgoCdInstances } from './settings';
export {
  type ApplicationRollback,
  type RollbackExtensionPoint,
  rollbackExtensionPoint,
  type RollbackTarget,
} from './rollback';
