export { AttemptStore } from './AttemptStore';
export { limitsOf } from './limits';
export type { Attempt } from './limits';
