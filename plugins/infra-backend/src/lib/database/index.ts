export * from './open';
export * from './prepared';
export * from './together';
export * from './transaction';
