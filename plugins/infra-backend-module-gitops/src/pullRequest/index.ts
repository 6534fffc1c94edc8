export { GitHost, GitHostError } from './GitHost';
export { PullRequestCommitter } from './PullRequestCommitter';
