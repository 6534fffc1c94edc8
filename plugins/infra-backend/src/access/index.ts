export * from './absentActor';
export * from './actor';
export * from './authority';
export * from './CurrentBindings';
export * from './Identifier';
export * from './policy';
export * from './requireAnyRole';
export * from './userRef';
