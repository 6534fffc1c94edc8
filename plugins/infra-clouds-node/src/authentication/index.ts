export { checkCredentials, isFileField } from './checkCredentials';
export type { CredentialProblem, CredentialValues } from './checkCredentials';
export { extractMetadata } from './metadata';
export { credentialEnvironment, credentialFiles } from './useCredentials';
export type { CredentialOutput } from './useCredentials';
