/**
 * Units as Groups and resources as Resources in the Backstage catalog.
 *
 * @packageDocumentation
 */
export { catalogModuleInfra as default } from './module';
