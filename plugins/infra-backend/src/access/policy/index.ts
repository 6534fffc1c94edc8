export * from './PermissionGate';
export * from './PolicySubjects';
export * from './registerPolicies';
export { everyRow } from './rowFilter';
export * from './rules';
