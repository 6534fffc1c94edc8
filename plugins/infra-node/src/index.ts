/**
 * Extension points, the provisioner contract, errors and clients of outside systems that Bailiwick's backend packages share.
 *
 * @packageDocumentation
 */
export * from './argocd';
export * from './databaseFailures';
export * from './directory';
export * from './errors';
export * from './git';
export * from './integrations';
export * from './provisioner';
export * from './request';
