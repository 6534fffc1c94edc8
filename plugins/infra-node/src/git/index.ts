export {
  Clone,
  type CloneOptions,
  type FileChange,
  type NewCommit,
  type PushResult,
} from './Clone';
export { GitError, type GitFailure } from './errors';
export { GitHost, GitHostError, type GitHostPlace, type PullRequest } from './GitHost';
export { type GitAnswer, type GitCall, GitProgram, type GitProgramOptions } from './GitProgram';
export { proveLock, tryLock } from './lock';
export { pathProblem } from './pathProblem';
export type { FileState } from './readFiles';
