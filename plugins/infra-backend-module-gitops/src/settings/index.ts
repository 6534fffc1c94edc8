export {
  type ApplicationPlace,
  type DeploymentSettings,
  type GitOpsSettings,
  type PullRequestSettings,
  readGitOpsSettings,
} from './readSettings';
export { fillTemplate } from './template';
export { type TypeSettings, typeSettingsSchema } from './typeSettings';
