export { deploymentOptions } from './options';
export type { DeploymentOption, OptionService } from './options';
