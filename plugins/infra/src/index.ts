/**
 * Screens of Bailiwick for apps of the new frontend system. Apps of the old one take `./legacy`.
 *
 * @packageDocumentation
 */
export { infraPlugin as default } from './plugin';
export { infraTranslationRef } from './translations/ref';
export { type InfraApi, infraApiRef } from './api/InfraApi';
