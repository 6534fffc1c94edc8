export { DirectoryClient } from './DirectoryClient';
export type { DirectoryUser } from './DirectoryClient';
export type { DirectoryGroup, ListedUser } from './listing';
export type { Person } from './person';
export { directoryUnavailable, invalidCredentials } from './errors';
export { directoryServiceRef } from './directoryServiceRef';
export { dnKey, firstRdnValue } from './dn';
export { foldName, userRefOf } from './names';
