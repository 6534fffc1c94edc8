export * from './artifact';
export * from './changes';
export * from './planJson';
export * from './stateJson';
