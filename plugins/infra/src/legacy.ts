/**
 * Screens of Bailiwick for apps of the old frontend system. Apps of the new one take the default export of the package.
 *
 * @packageDocumentation
 */
export * from './oldsystem/plugin';
export * from './oldsystem/entity';
export * from './oldsystem/home';
export * from './oldsystem/formFields';
export { isUnit, mayHaveResources } from './entity/entityResources';
export { hasArgoCdApp } from './argocd/appNames';
export { infraTranslationRef } from './translations/ref';
export { type InfraApi, infraApiRef } from './api/InfraApi';
