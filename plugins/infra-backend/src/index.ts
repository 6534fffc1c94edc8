/**
 * The infra plugin's backend: REST API, quotas, resources and the run engine.
 *
 * @packageDocumentation
 */
export { infraPlugin as default } from './plugin';
