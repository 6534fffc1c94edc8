/**
 * Types, schemas, permissions and the API client of Bailiwick.
 *
 * @packageDocumentation
 */
export * from './schemas';
export * from './lifecycle';
export * from './errors';
export * from './events';
export * from './permissions';
export * from './routes';
export * from './client';
export * from './constants';
export * from './entityRefs';
export * from './money';
