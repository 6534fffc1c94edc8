export * from './fetchModule';
export * from './git';
export * from './readModule';
