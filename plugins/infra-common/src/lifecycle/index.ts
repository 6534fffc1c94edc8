export * from './positions';
export * from './actions';
export * from './outcomes';
export * from './naming';
export * from './transitions';
