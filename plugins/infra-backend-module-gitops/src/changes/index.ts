export { BatchWriter, PushRejectedError } from './BatchWriter';
export { ChangeStore, type NewChange } from './ChangeStore';
export { type Edit, planEdits } from './edit';
export { GroupCommitter } from './GroupCommitter';
export { commitMessage } from './message';
export type { Changes, SubmitOptions } from './types';
