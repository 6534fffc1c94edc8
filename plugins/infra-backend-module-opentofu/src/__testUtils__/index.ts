export * from './stateServer';
export * from './TestRun';
export * from './scripts';
export * from './describeTerraform';
