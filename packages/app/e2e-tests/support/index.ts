export * from './accessibility';
export * from './api';
export * from './browserErrors';
export * from './portal';
export * from './screenshot';
export * from './session';
export * from './theme';
