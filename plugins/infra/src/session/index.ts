export * from './rights';
export * from './useMe';
export * from './levels';
