export { createNotificationRoom } from './createNotificationRoom';
export { NewsStore } from './NewsStore';
export type { RoleHolders } from './Recipients';
export type { News, NewsKind, ResourceNews } from './types';
