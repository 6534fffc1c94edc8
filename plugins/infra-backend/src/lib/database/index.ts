export * from './open';
export * from './prepared';
export * from './transaction';
