export * from './authentication';
export * from './diagnostics';
export * from './plugin';
export * from './provider';
export * from './service';
export { truthOf } from './fields';
