export { LdapRoutes } from './LdapRoutes';
export { prepareRequests } from './prepareRequests';
