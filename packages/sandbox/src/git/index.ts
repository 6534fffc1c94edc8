export { GIT_TOKEN, startGit } from './startGit';
export type { Git, GitOptions } from './startGit';
export type { GitFaults } from './faults';
