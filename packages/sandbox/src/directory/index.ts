export { startDirectory } from './startDirectory';
export type { Directory, DirectoryOptions } from './startDirectory';
export type { DirectoryContent, DirectoryGroup, DirectoryUser } from './content';
export type { LdapFaults } from './faults';
export { loopbackCertificate } from './certificate';
