export * from './AuthorizedResourceService';
export * from './ResourceAccess';
export * from './createResourceRoom';
export * from './ReadableResources';
export * from './ResourceActions';
export * from './ResourceService';
export * from './types';
export * from './types/createTypeRoom';
