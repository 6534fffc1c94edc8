export * from './readSettings';
export * from './typeSettings';
