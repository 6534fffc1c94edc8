export * from './AuthorizedRunService';
export * from './createRunRoom';
export * from './options';
export * from './ProvisionerRegistry';
export * from './RunEngine';
export * from './RunMetrics';
export * from './RunService';
export * from './types';
