export { createStateRoom } from './createStateRoom';
export type { StateRoom } from './createStateRoom';
export type { StateService } from './StateService';
