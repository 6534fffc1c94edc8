export * from './extensionPoints';
export * from './types';
