export * from './actions';
export * from './deployments';
export * from './extensionPoints';
export * from './modules';
export * from './resourceType';
export * from './types';
