export * from './deploymentSettings';
export * from './readSettings';
export * from './typeSettings';
