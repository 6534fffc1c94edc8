export * from './forRun';
export * from './RequestedModules';
export * from './rootModuleType';
