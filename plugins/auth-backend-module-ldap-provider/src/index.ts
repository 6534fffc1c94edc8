/**
 * Sign-in with the credentials of the organisation's directory.
 *
 * @packageDocumentation
 */
export { authModuleLdapProvider as default } from './module';
