export * from './PermissionGate';
export * from './PolicySubjects';
export * from './registerPolicies';
export * from './rules';
