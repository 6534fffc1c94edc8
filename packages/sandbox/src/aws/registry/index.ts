export { BlobStore } from './blobStore';
export type { RegistryLimits } from './blobStore';
export { imagesOf, isLinked, removeImage, resolved, tagsOf } from './images';
export { isSingleImage } from './manifest';
export { issuePassword, REGISTRY_USER } from './passwords';
export { pushImage } from './pushImage';
export type { PushedImage } from './pushImage';
export { registryRoutes } from './routes';
