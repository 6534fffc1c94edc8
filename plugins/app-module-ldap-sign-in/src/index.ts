/**
 * Sign-in with user name and password, for the provider `ldap` of the auth backend.
 *
 * @packageDocumentation
 */
export { ldapSignInModule as default } from './module';
export { LdapSignInPage, type LdapSignInPageProps } from './LdapSignInPage';
export { ldapSignInTranslationRef } from './translation';
