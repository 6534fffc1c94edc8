export * from './bindRoute';
export * from './errors';
export * from './hangUpSignal';
export * from './jsonBody';
export * from './preconditions';
export * from './reply';
export * from './validation';
