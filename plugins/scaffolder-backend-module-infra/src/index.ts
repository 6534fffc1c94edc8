/**
 * Scaffolder actions that request infrastructure and create repositories.
 *
 * @packageDocumentation
 */
export { scaffolderModuleInfra as default } from './module';
