export * from './enclosure';
export * from './fetchModule';
export * from './git';
export * from './localModules';
export * from './moduleFolders';
export * from './readModule';
export * from './repositories';
