export * from './UserInfra';
export * from './followRun';
export * from './outcome';
