export * from './extensionPoints';
export * from './resourceType';
export * from './types';
