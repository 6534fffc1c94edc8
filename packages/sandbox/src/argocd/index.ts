export { ARGOCD_TOKEN, startArgoCd } from './startArgoCd';
export type { ArgoCd, ArgoCdOptions, FollowOptions } from './startArgoCd';
export type { StaticApplication } from './staticApplications';
export type { Application, HealthCode, SyncCode } from './types';
export type { ArgoCdFaults } from './faults';
