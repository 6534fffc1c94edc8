export { Clone, type FileChange, type PushResult } from './Clone';
export { GitError } from './errors';
export { GitProgram } from './GitProgram';
export type { FileState } from './readFiles';
