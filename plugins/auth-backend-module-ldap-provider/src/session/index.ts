export { EndedSessionStore } from './EndedSessionStore';
export { SessionCookies } from './SessionCookies';
export { Sessions } from './Sessions';
