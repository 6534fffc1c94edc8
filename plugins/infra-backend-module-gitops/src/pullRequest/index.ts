export { PullRequestCommitter } from './PullRequestCommitter';
