export * from './stateServer';
export * from './TestRun';
