export * from './inspectModule';
