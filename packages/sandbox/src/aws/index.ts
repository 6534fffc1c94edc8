export { startAws } from './startAws';
export type { Aws, AwsOptions } from './startAws';
export type { AwsFaults } from './faults';
export { issuePassword, pushImage } from './registry';
export type { PushedImage, RegistryLimits } from './registry';
