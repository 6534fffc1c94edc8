export { detectCapabilities } from './detect';
export type { DetectionOptions } from './detect';
export { readRepository } from './repository';
export type { RepositoryLimits } from './repository';
export type { DetectedCapability, Detection, Place, RepositoryFile, SkipReason } from './types';
