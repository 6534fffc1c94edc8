export * from './AuthorizedResourceService';
export * from './createResourceRoom';
export * from './ResourceActions';
export * from './ResourceService';
export * from './types';
export * from './types/createTypeRoom';
